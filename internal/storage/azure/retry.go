package azure

import (
	"context"
	"crypto/tls"
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// RetryOptions say how often and how soon a failed request is sent again. Zero fields have their defaults.
type RetryOptions struct {
	// Tries bounds how often one request is sent, the first time included, when the service answers that it is busy, a
	// connection breaks, or an answer does not come to its end. Default 10.
	Tries int
	// FewTries bounds it when no connection can be made, when one is silent until it is given up (which takes long each
	// time), and when the service received other bytes than were sent: a line that flips a bit once may do well the next
	// time, but a machine that does so itself won't. Default 3.
	FewTries int
	// Delay is the pause after the first try; it doubles from try to try up to MaxDelay, and each pause is cut by a
	// random part of up to a half. Default 500 ms and 1 minute: the pauses between 10 tries are about 2 to 3 minutes in
	// all, those between 3 tries no more than 2 seconds.
	Delay, MaxDelay time.Duration
	// CreateTimeout is how long one try of a request without content may take that creates something, such as a
	// container. Services answer those at once. All other requests are limited by TransportOptions.Silence alone.
	// Default 30 seconds.
	CreateTimeout time.Duration
}

// maxRetryAfter bounds the pause that a service may ask for.
const maxRetryAfter = 5 * time.Minute

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
	if o.CreateTimeout <= 0 {
		o.CreateTimeout = 30 * time.Second
	}
	return o
}

// Pause waits after the try-th try, counted from 1, and returns the context's error when that ends first.
func (o RetryOptions) Pause(ctx context.Context, try int) error {
	return sleep(ctx, o.withDefaults().delay(try))
}

// delay doubles from try to try. The random part keeps requests that were refused together from coming back together.
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

// retryPolicy sends a request again when it failed for a reason that passes. All requests of the drivers may be sent
// twice, unless they say otherwise by Once: each has the same effect, however often it arrives.
//
// The SDK's own policy is switched off, since it has a single number of tries for every cause: a mistyped address would
// be tried as patiently as a service that asks to slow down.
type retryPolicy struct{ options RetryOptions }

func (p *retryPolicy) Do(req *policy.Request) (*http.Response, error) {
	ctx := req.Raw().Context()
	for try := 1; ; try++ {
		resp, err := p.send(req)
		if ended := ctx.Err(); ended != nil {
			discard(resp)
			return nil, ended
		}
		if try >= p.tries(ctx, resp, err) {
			return resp, err
		}
		delay := p.options.delay(try)
		if err == nil {
			delay = max(delay, retryAfter(resp))
		}
		discard(resp)
		if err := sleep(ctx, delay); err != nil {
			return nil, err
		}
	}
}

// send sends the request once.
func (p *retryPolicy) send(req *policy.Request) (*http.Response, error) {
	ctx := req.Raw().Context()
	if !isCreation(req.Raw()) {
		return req.Clone(ctx).Next()
	}
	limited, cancel := context.WithTimeout(ctx, p.options.CreateTimeout)
	defer cancel() // the SDK has read the answer already
	resp, err := req.Clone(limited).Next()
	if err != nil && limited.Err() != nil && ctx.Err() == nil {
		err = &connectionError{host: req.Raw().URL.Host, err: os.ErrDeadlineExceeded}
	}
	return resp, err
}

// isCreation reports whether a request creates something that is empty: a container, a share, a page blob that is to be
// filled. A copy by the service is none, since that takes its time.
func isCreation(req *http.Request) bool {
	return req.Method == http.MethodPut && req.ContentLength == 0 &&
		!req.URL.Query().Has("comp") && req.Header.Get("x-ms-copy-source") == ""
}

// tries returns how often a request may be sent that has this outcome.
func (p *retryPolicy) tries(ctx context.Context, resp *http.Response, err error) int {
	switch {
	case err == nil && isBusy(resp.StatusCode):
		return p.options.Tries
	case err == nil && isCorrupted(resp):
		return p.options.FewTries
	case err == nil, isPermanent(err), isOnce(ctx) && !isDial(err):
		return 1
	case isDial(err), isUnanswered(err):
		return p.options.FewTries
	}
	return p.options.Tries
}

func isBusy(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusInternalServerError,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// isCorrupted reports whether the body that arrived does not match its checksum.
func isCorrupted(resp *http.Response) bool {
	code := resp.Header.Get("x-ms-error-code")
	return resp.StatusCode == http.StatusBadRequest && (code == "Md5Mismatch" || code == "Crc64Mismatch")
}

// isPermanent reports whether another try would fail in the same way: the request never became one, or the host does
// not exist, or is not the one it claims to be.
func isPermanent(err error) bool {
	if _, ok := errors.AsType[*connectionError](err); !ok {
		return true
	}
	return isHostNotFound(err) || isUntrusted(err)
}

func isHostNotFound(err error) bool {
	dns, ok := errors.AsType[*net.DNSError](err)
	return ok && dns.IsNotFound
}

// isUntrusted reports whether the other end does not speak TLS as it should.
func isUntrusted(err error) bool {
	_, certificate := errors.AsType[*tls.CertificateVerificationError](err)
	_, record := errors.AsType[tls.RecordHeaderError](err)
	return certificate || record
}

// isDial reports whether no connection could be made, whatever the reason and the operating system.
func isDial(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && (op.Op == "dial" || op.Op == "proxyconnect")
}

// isUnanswered reports whether a connection was made, and then given up without the beginning of an answer.
func isUnanswered(err error) bool {
	failed, ok := errors.AsType[*connectionError](err)
	return ok && !failed.answered && isSilence(failed)
}

// isSilence reports whether a connection was given up because nothing came: in the middle of a request, or while TLS or a
// proxy was being agreed on.
func isSilence(err error) bool {
	timeout, ok := errors.AsType[net.Error](err)
	return ok && timeout.Timeout() && !isDial(err)
}

// retryAfter returns the pause that the service asks for, or 0.
func retryAfter(resp *http.Response) time.Duration {
	value := resp.Header.Get("Retry-After")
	if value == "" {
		return 0
	}
	if seconds, err := strconv.Atoi(value); err == nil {
		return time.Duration(min(max(seconds, 0), int(maxRetryAfter/time.Second))) * time.Second
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	return min(max(time.Until(at), 0), maxRetryAfter)
}

// discard gives up a response. The SDK has read those of failed requests already, so the connection is free again.
func discard(resp *http.Response) {
	if resp != nil && resp.Body != nil {
		resp.Body.Close()
	}
}

// sleep returns early with the context's error, not its cause: Classify knows a request that was cut off by it.
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
