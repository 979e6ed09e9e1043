package gateway

import (
	"errors"
	"io"
	"net/http"
	"time"
)

// Timeouts are how long a connection may wait for its client.
type Timeouts struct {
	// Header is the time in which a client must choose a protocol, complete the handshake and send the head of a request.
	Header time.Duration
	// Stall is the longest time in which nothing of a body is received, or nothing of an answer can be sent. A body that
	// keeps coming may take as long as it likes.
	Stall time.Duration
	// Idle is how long a connection is kept between two requests.
	Idle time.Duration
}

// DefaultTimeouts returns those of an emulator at this machine.
func DefaultTimeouts() Timeouts {
	return Timeouts{Header: 20 * time.Second, Stall: time.Minute, Idle: 2 * time.Minute}
}

// maxHeader is the most bytes of the head of a request: the longest name and 8 KiB of metadata fit several times.
const maxHeader = 64 << 10

// steady limits how long a request may wait for its client to continue. The server reads what the handler leaves of a body,
// with the same limits.
func (g *Gateway) steady(w http.ResponseWriter, r *http.Request) (http.ResponseWriter, *http.Request) {
	s := &stream{control: http.NewResponseController(w), stall: g.timeouts.Stall}
	s.extendWrite()
	if r.Body != nil && r.Body != http.NoBody {
		s.extendRead()
		limited := *r
		limited.Body = steadyBody{r.Body, s}
		r = &limited
	}
	return steadyAnswer{w, s}, r
}

// stream extends the deadlines of a connection while bytes pass. Where there is a deadline that can't be set, as on a
// connection that is closed, reading and writing fail by themselves.
type stream struct {
	control *http.ResponseController
	stall   time.Duration
}

func (s *stream) extendRead()  { _ = s.control.SetReadDeadline(time.Now().Add(s.stall)) }
func (s *stream) extendWrite() { _ = s.control.SetWriteDeadline(time.Now().Add(s.stall)) }

type steadyBody struct {
	io.ReadCloser
	*stream
}

func (b steadyBody) Read(p []byte) (int, error) {
	b.extendRead()
	n, err := b.ReadCloser.Read(p)
	if errors.Is(err, io.EOF) { // the server watches the connection from here on, and must not take a deadline for its end
		_ = b.control.SetReadDeadline(time.Time{})
	}
	return n, err
}

type steadyAnswer struct {
	http.ResponseWriter
	*stream
}

func (a steadyAnswer) WriteHeader(status int) {
	a.extendWrite()
	a.ResponseWriter.WriteHeader(status)
}

func (a steadyAnswer) Write(p []byte) (int, error) {
	a.extendWrite()
	return a.ResponseWriter.Write(p)
}

// Unwrap lets a handler flush the answer.
func (a steadyAnswer) Unwrap() http.ResponseWriter { return a.ResponseWriter }
