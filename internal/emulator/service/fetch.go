package service

import (
	"io"
	"net/http"
)

// Fetch carries out a request that Source returned, as if it had come from a client, and returns the headers of the answer
// and its body, which must be closed. An error says that the source can't be verified, and why.
func (r *Request) Fetch() (http.Header, io.ReadCloser, error) {
	body, w := io.Pipe()
	a := &fetching{PipeWriter: w, header: make(http.Header), started: make(chan error, 1)}
	go func() {
		err := r.op.Serve(a, r)
		a.start(err)
		w.CloseWithError(err)
	}()
	if err := <-a.started; err != nil {
		return nil, nil, r.Unverified(err)
	}
	return a.header, body, nil
}

// fetching takes an answer and passes its body on.
type fetching struct {
	*io.PipeWriter
	header  http.Header
	started chan error // gets one value: nil when the answer starts, or why it does not
	has     bool
}

func (f *fetching) Header() http.Header { return f.header }
func (f *fetching) WriteHeader(int)     { f.start(nil) }

func (f *fetching) Write(p []byte) (int, error) {
	f.start(nil)
	return f.PipeWriter.Write(p)
}

func (f *fetching) start(err error) {
	if !f.has {
		f.has = true
		f.started <- err
	}
}
