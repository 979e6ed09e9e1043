package azure

import (
	"bytes"
	"io"
	"net/http"
	"sync"
	"time"
)

// sentBody reports when net/http is done with a request's body.
//
// A RoundTripper may still read the body after it has returned: when the request was cancelled, or when the service answered
// before it had read everything. A buffer that is lent to a request and reused too early would then be sent with other bytes
// in it, and so would the body of the next try, which reads from the same place. Only a call of the body's Close says that
// net/http is done with it.
type sentBody struct {
	open   sync.WaitGroup
	window time.Duration // of the pace
}

// trackBody returns the request to send instead of req, and its body's watch, which is nil when there is no body.
func trackBody(req *http.Request, window time.Duration) (*http.Request, *sentBody) {
	if req.Body == nil || req.Body == http.NoBody {
		return req, nil
	}
	s := &sentBody{window: window}
	sent := req.WithContext(req.Context())
	sent.Body = s.track(req.Body)
	if again := req.GetBody; again != nil {
		sent.GetBody = func() (io.ReadCloser, error) {
			body, err := again()
			if err != nil {
				return nil, err
			}
			return s.track(body), nil
		}
	}
	return sent, s
}

func (s *sentBody) track(body io.ReadCloser) io.ReadCloser {
	s.open.Add(1)
	return &trackedBody{ReadCloser: body, pace: pace{window: s.window}, closed: sync.OnceFunc(s.open.Done)}
}

// wait returns when every body is closed. It is called after the end of the response; from then on net/http waits only
// a moment for the rest of a body before it closes the connection.
func (s *sentBody) wait() { s.open.Wait() }

type trackedBody struct {
	io.ReadCloser
	pace   pace
	read   int       // by the last Read
	at     time.Time // the last Read ended
	closed func()
}

// Read fails when the bytes of the previous reads were sent too slowly.
func (b *trackedBody) Read(p []byte) (n int, err error) {
	if !b.at.IsZero() {
		if err := b.pace.add(b.read, time.Since(b.at)); err != nil {
			return 0, err
		}
	}
	n, err = b.ReadCloser.Read(p)
	b.read, b.at = n, time.Now()
	return n, err
}

func (b *trackedBody) Close() error {
	defer b.closed()
	return b.ReadCloser.Close()
}

// buffer reads the response, which is short for every request that has a body or is not GET. The rest of a longer one is of
// no use.
func buffer(resp *http.Response) error {
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxErrorBody+maxSecretText))
	if closeErr := resp.Body.Close(); err == nil {
		err = closeErr
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return err
}
