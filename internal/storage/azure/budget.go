package azure

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
)

// RetryOptions bound what one operation spends on failures: see Budget. Zero fields have their defaults.
type RetryOptions struct {
	// Tries is how often an operation is tried at most, the first time included, when the service answers that it is busy, a
	// connection breaks, or an answer is cut off. Default 10.
	Tries int
	// FewTries is used instead when a host that no request has reached yet can't be connected to; when a connection is
	// silent or too slow until it is given up, or the service asks for pauses above MaxDelay, which take long each time; and
	// when other bytes arrive than were sent, or what arrives is not HTTP: a line that flips a bit once may work the next
	// time, but a machine that does so itself won't. Default 3.
	FewTries int
	// Delay is the pause after the first try; it doubles from try to try up to MaxDelay, and each pause is shortened by a
	// random part of up to a half. Default 500 ms and 1 minute: 10 tries pause for about 2 to 3 minutes in total, 3 tries
	// for at most 2 seconds.
	Delay, MaxDelay time.Duration
	// Outage is how long all requests to a host that was reached before wait together when it can't be connected to any
	// more. Default 3 minutes.
	Outage time.Duration
	// CreateTimeout is how long one try may take of a request that creates something without content, such as a container.
	// Services answer those at once. Only TransportOptions.Silence limits all other requests. Default 30 seconds.
	CreateTimeout time.Duration
}

func (o RetryOptions) withDefaults() RetryOptions {
	if o.Tries <= 0 {
		o.Tries = 10
	}
	if o.FewTries <= 0 {
		o.FewTries = 3
	}
	if o.Delay <= 0 {
		o.Delay = 500 * time.Millisecond
	}
	if o.MaxDelay <= 0 {
		o.MaxDelay = time.Minute
	}
	if o.Outage <= 0 {
		o.Outage = 3 * time.Minute
	}
	if o.CreateTimeout <= 0 {
		o.CreateTimeout = 30 * time.Second
	}
	return o
}

// delay returns the pause after the try-th try, counted from 1. The random part keeps requests that were refused together
// from being sent again together.
func (o RetryOptions) delay(try int) time.Duration {
	d := min(o.Delay, o.MaxDelay)
	for range try - 1 {
		if d >= o.MaxDelay/2 {
			d = o.MaxDelay
			break
		}
		d *= 2
	}
	return d - rand.N(d/2+1)
}

// Budget is what an operation may still spend on failures. An operation is one request, or several of which each continues
// the previous one, such as those for the rest of a range. It is not safe for concurrent use.
type Budget struct {
	options RetryOptions
	failed  int       // tries since the budget was whole
	spent   int       // of whole()
	since   time.Time // when the budget was whole
}

// NewBudget returns the whole budget of an operation that starts now.
func (o RetryOptions) NewBudget() *Budget {
	return &Budget{options: o.withDefaults(), since: time.Now()}
}

type budgetKey struct{}

// Context returns a context whose requests draw on this budget, instead of having one each.
func (b *Budget) Context(ctx context.Context) context.Context {
	return context.WithValue(ctx, budgetKey{}, b)
}

// budgetOf returns the budget that requests with this context draw on.
func budgetOf(ctx context.Context, o RetryOptions) *Budget {
	if b, ok := ctx.Value(budgetKey{}).(*Budget); ok {
		return b
	}
	return o.NewBudget()
}

// Progress makes the budget whole again when a try has moved enough bytes before it failed: MinRate at least, on the average
// of the time since the budget was last whole. A few bytes in each try are not enough.
func (b *Budget) Progress(bytes int64) {
	if bytes > 0 && float64(bytes) >= MinRate*time.Since(b.since).Seconds() {
		b.failed, b.spent, b.since = 0, 0, time.Now()
	}
}

// Again takes the failure out of the budget and waits before the next try. It returns err when there must be none, and the
// context's error when that ends first.
func (b *Budget) Again(ctx context.Context, err error) error {
	var resp *http.Response
	failed := err
	if refused, ok := errors.AsType[*azcore.ResponseError](err); ok && refused.RawResponse != nil {
		resp, failed = refused.RawResponse, nil
	}
	again, ended := b.again(ctx, resp, failed)
	if ended == nil && !again {
		return err
	}
	return ended
}

// again waits for the next try, and reports whether there is one.
func (b *Budget) again(ctx context.Context, resp *http.Response, err error) (bool, error) {
	tries, asked := b.options.tries(resp, err), retryAfter(resp)
	if tries == 1 {
		return false, nil // which costs nothing: it may be a success
	}
	if asked > b.options.MaxDelay {
		tries = min(tries, b.options.FewTries)
	}
	b.failed++
	b.spent += b.whole() / tries
	if b.spent >= b.whole() {
		return false, nil
	}
	return true, sleep(ctx, max(b.options.delay(b.failed), asked))
}

// whole is divisible by both numbers of tries, so that failures of both kinds draw on one budget.
func (b *Budget) whole() int { return b.options.Tries * b.options.FewTries }

// tries returns how often an operation may be tried when all its tries end like this.
func (o RetryOptions) tries(resp *http.Response, err error) int {
	switch {
	case err == nil && isBusy(resp.StatusCode):
		return o.Tries
	case err == nil && isCorrupted(resp):
		return o.FewTries
	case err == nil, isPermanent(err):
		return 1
	case isUnconnected(err), isSilence(err), isTooSlow(err), isNotHTTP(err):
		return o.FewTries
	}
	return o.Tries
}

// sleep returns early with the context's error, not its cause, by which Classify recognizes a cancelled request.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
