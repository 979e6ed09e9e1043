package azure

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"azcopy/internal/storage"
)

// outages is a network whose host can go away and come back.
type outages struct {
	*pipes
	away    atomic.Pointer[error] // what dialing fails with; nil while the host is there
	refused atomic.Int64
}

func (o *outages) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if away := o.away.Load(); away != nil {
		o.refused.Add(1)
		return nil, *away
	}
	return o.pipes.dial(ctx, network, address)
}

var (
	errRefused  = &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	errNoName   = &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "account", IsNotFound: true}}
	errNoServer = &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "server misbehaving", Name: "account", IsTemporary: true}}
)

// newOutages returns a network with a host that was reached, and a client of it.
func newOutages(t *testing.T) (*outages, *Transport, *client) {
	network := &outages{pipes: newPipes()}
	network.serve(t, func(w http.ResponseWriter, r *http.Request) { io.Copy(w, r.Body) })
	transport := NewTransport(TransportOptions{Dial: network.dial, Connections: 64})
	t.Cleanup(transport.Close)
	c := clientOf(t, "http://account", Endpoint{Transport: transport})
	if err := c.do(t.Context(), http.MethodGet, "", nil); err != nil {
		t.Fatal(err)
	}
	return network, transport, c
}

// leave makes the host go away with all its connections.
func (o *outages) leave(transport *Transport, err error) {
	o.away.Store(&err)
	transport.Close()
}

// doAll sends many requests at once, and returns their errors.
func doAll(c *client) []error {
	errs := make([]error, 200)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() { errs[i] = Classify("put", c.do(c.t.Context(), http.MethodPut, "?comp=block", []byte("x"))) })
	}
	all.Wait()
	return errs
}

func TestAllRequestsWaitForAHostTogether(t *testing.T) {
	for name, err := range map[string]error{"refused": errRefused, "no name server": errNoServer, "no such name": errNoName} {
		for _, away := range []time.Duration{5 * time.Second, 2 * time.Minute} {
			t.Run(name+" for "+away.String(), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					network, transport, c := newOutages(t)
					network.leave(transport, err)
					time.AfterFunc(away, func() { network.away.Store(nil) })
					started, failed := time.Now(), 0
					for _, err := range doAll(c) {
						if err != nil {
							failed++
						}
					}
					if took := time.Since(started); failed > 0 || took > 3*away {
						t.Errorf("%d of 200 requests failed, within %v", failed, took)
					}
					if got := network.refused.Load(); got > 200+10 {
						t.Errorf("%d connections were tried", got)
					}
				})
			})
		}
	}
}

func TestAHostThatIsGoneIsLostForAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network, transport, c := newOutages(t)
		network.leave(transport, errRefused)
		started := time.Now()
		for _, err := range doAll(c) {
			if storage.KindOf(err) != storage.HostLost || !strings.Contains(err.Error(), "account answered before") {
				t.Fatalf("error %v of kind %v", err, storage.KindOf(err))
			}
		}
		if took := time.Since(started); took < 3*time.Minute || took > 4*time.Minute {
			t.Errorf("it was lost after %v", took)
		}
		tried := network.refused.Load()
		if tried > 200+15 {
			t.Errorf("%d connections were tried", tried)
		}
		started = time.Now()
		err := Classify("list", c.do(t.Context(), http.MethodGet, "", nil))
		if storage.KindOf(err) != storage.HostLost || time.Since(started) != 0 || network.refused.Load() != tried {
			t.Errorf("afterwards: %v after %v, %d connections more", err, time.Since(started), network.refused.Load()-tried)
		}
	})
}

func TestOneHostDoesNotWaitForAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network, transport, c := newOutages(t)
		network.leave(transport, errRefused)
		done := make(chan error)
		go func() { done <- c.do(t.Context(), http.MethodGet, "", nil) }()
		synctest.Wait()
		network.away.Store(nil)
		started := time.Now()
		other := clientOf(t, "http://other", Endpoint{Transport: transport})
		if err := other.do(t.Context(), http.MethodGet, "", nil); err != nil || time.Since(started) != 0 {
			t.Errorf("%v after %v", err, time.Since(started))
		}
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// The request that looks for the host may be cancelled: then another one does.
func TestACancelledRequestPassesItsTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network, transport, c := newOutages(t)
		network.leave(transport, errRefused)
		ctx, cancel := context.WithCancel(t.Context())
		cancelled, done := make(chan error), make(chan error)
		go func() { cancelled <- c.do(ctx, http.MethodGet, "", nil) }()
		synctest.Wait()
		go func() { done <- c.do(t.Context(), http.MethodGet, "", nil) }()
		synctest.Wait()
		cancel()
		if err := <-cancelled; !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		network.away.Store(nil)
		started := time.Now()
		if err := <-done; err != nil || time.Since(started) > time.Second {
			t.Errorf("%v after %v", err, time.Since(started))
		}
	})
}

// A service may refuse new connections while the existing ones carry requests: such a host is not lost.
func TestAHostThatAnswersIsNotLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, h := RetryOptions{}.withDefaults(), &host{name: "account", known: time.Now()}
		h.connected()
		refused := &connectionError{stage: dialing, err: errRefused}
		h.leave(nil, o, refused)
		for range 20 {
			out, err := h.enter(t.Context(), o)
			if err != nil {
				t.Fatalf("lost: %v", err)
			}
			h.leave(nil, o, nil) // on a connection from before
			h.leave(out, o, refused)
		}
		answered := time.Now()
		for {
			out, err := h.enter(t.Context(), o)
			if err != nil {
				break
			}
			h.leave(out, o, refused)
		}
		if away := time.Since(answered); away < o.Outage || away > o.Outage+o.MaxDelay {
			t.Errorf("lost %v after the last answer", away)
		}
	})
}

// Requests don't wait for a host that was never reached, whatever is wrong: see TestConnectionsThatAreRetried.
func TestAHostThatWasNeverThereIsReportedSoon(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := &outages{pipes: newPipes()}
		transport := NewTransport(TransportOptions{Dial: network.dial})
		network.leave(transport, errRefused)
		started := time.Now()
		err := Classify("list", clientOf(t, "http://account", Endpoint{Transport: transport}).do(t.Context(), http.MethodGet, "", nil))
		if storage.KindOf(err) != storage.Unreachable || time.Since(started) > 2*time.Second || network.refused.Load() != 3 {
			t.Errorf("%v after %v and %d tries", err, time.Since(started), network.refused.Load())
		}
	})
}
