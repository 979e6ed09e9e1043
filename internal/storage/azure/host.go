package azure

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// hosts holds what the requests of a run together know about the hosts that they are sent to. The zero value is usable.
type hosts struct{ byName sync.Map }

func (h *hosts) of(name string) *host {
	if known, ok := h.byName.Load(name); ok {
		return known.(*host)
	}
	known, _ := h.byName.LoadOrStore(name, &host{name: name, known: time.Now()})
	return known.(*host)
}

// host lets requests pass as long as connections can be made. When that fails with a host that was reached before, all
// requests wait, and one at a time tries whether it is back, with growing pauses. When it is, all pass at once; when it does
// not come back within RetryOptions.Outage, all waiting and later requests fail.
//
// Requests don't wait for a host that was never reached: its name or port is probably mistyped.
type host struct {
	name    string
	reached atomic.Bool
	outage  atomic.Pointer[outage]
	known   time.Time
	// answered is when the last request was answered, once the host is known. As long as existing connections carry
	// requests, the host is not lost, even if it takes no new ones.
	answered atomic.Int64
}

// outage is the time during which a host can't be connected to.
type outage struct {
	since time.Time
	// turn holds one value while a request tries, or waits to try, whether the host is back. The holder alone uses
	// probes, the number of tries that failed.
	turn   chan struct{}
	probes int
	// over is closed at the end. If the host did not come back, lost is set before.
	over chan struct{}
	end  sync.Once
	lost *lostError
}

// lostError is the failure of a host that was there and did not come back in time. It does not unwrap to the last try's
// error, which might be tried again.
type lostError struct {
	host string
	away time.Duration
	err  error // of the last try
}

func (e *lostError) Error() string {
	return fmt.Sprintf("%s answered before, and could not be connected to for %v: %v", e.host, e.away.Round(time.Second), e.err)
}

// enter returns when a request may be sent; pass its outcome to leave, with the outage that it tries to end.
func (h *host) enter(ctx context.Context, o RetryOptions) (*outage, error) {
	out := h.outage.Load()
	if out == nil {
		return nil, nil
	}
	select {
	case <-out.over:
		return nil, out.outcome()
	case <-ctx.Done():
		return nil, ctx.Err()
	case out.turn <- struct{}{}:
	}
	timer := time.NewTimer(min(o.delay(out.probes+1), max(o.Delay, o.Outage-time.Since(out.since))))
	defer timer.Stop()
	select {
	case <-timer.C:
		return out, nil
	case <-out.over:
		<-out.turn
		return nil, out.outcome()
	case <-ctx.Done():
		<-out.turn
		return nil, ctx.Err()
	}
}

// leave takes the outcome of a request that enter let pass.
func (h *host) leave(out *outage, o RetryOptions, err error) {
	if err == nil {
		h.answered.Store(int64(time.Since(h.known)))
	}
	unconnected := isUnconnected(err)
	if out == nil {
		if unconnected && h.reached.Load() {
			h.outage.CompareAndSwap(nil, &outage{since: time.Now(), turn: make(chan struct{}, 1), over: make(chan struct{})})
		}
		return
	}
	switch away := h.away(out); {
	case err == nil:
		h.connected()
	case unconnected && away >= o.Outage:
		out.end.Do(func() {
			out.lost = &lostError{host: h.name, away: away, err: err}
			close(out.over)
		})
	case unconnected:
		out.probes++
	}
	<-out.turn
}

// connected ends an outage: a new connection was made.
func (h *host) connected() {
	h.reached.Store(true)
	if out := h.outage.Load(); out != nil {
		out.end.Do(func() {
			h.outage.CompareAndSwap(out, nil)
			close(out.over)
		})
	}
}

// away returns how long the host has given no sign of life.
func (h *host) away(out *outage) time.Duration {
	return min(time.Since(out.since), time.Since(h.known)-time.Duration(h.answered.Load()))
}

// outcome is nil when the host came back. It is called after the end.
func (o *outage) outcome() error {
	if o.lost == nil {
		return nil
	}
	return o.lost
}
