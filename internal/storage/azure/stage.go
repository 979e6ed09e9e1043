package azure

import (
	"context"
	"net/http/httptrace"
	"sync/atomic"
)

// stage is how far a request has got. What its failure means depends on it: net/http gives the same EOF for a handshake that
// was cut off as for an answer that was.
type stage struct{ at atomic.Int32 }

const (
	unsent    int32 = iota // the request could not be sent
	dialing                // no connection yet
	dialed                 // to the host, or to the proxy
	shaking                // in the TLS handshake
	connected              // the request is under way
)

type stageKey struct{}

// follow returns a context in which a request notes how far it got. It reports each new connection to the host.
func (s *stage) follow(ctx context.Context, h *host) context.Context {
	ctx = context.WithValue(ctx, stageKey{}, s)
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn:           func(string) { s.at.Store(dialing) },
		TLSHandshakeStart: func() { s.at.Store(shaking) },
		GotConn: func(info httptrace.GotConnInfo) {
			s.at.Store(connected)
			if !info.Reused {
				h.connected()
			}
		},
	})
}

// stageOf returns how far the request with this context has got, as far as is known.
func stageOf(ctx context.Context) int32 {
	if s, ok := ctx.Value(stageKey{}).(*stage); ok {
		return s.at.Load()
	}
	return connected
}

// noteDialed is called in the context of a request, or one derived from it.
func noteDialed(ctx context.Context) {
	if s, ok := ctx.Value(stageKey{}).(*stage); ok {
		s.at.CompareAndSwap(dialing, dialed)
	}
}
