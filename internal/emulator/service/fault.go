package service

import (
	"net/http"
	"strconv"
	"time"

	"azcopy/internal/emulator/rest"
)

// Call is one request as tests see it.
type Call struct {
	Operation string // as in Operation.Name; empty for a request that no operation answers
	Method    string
	Account   string
	Container string
	Object    string
	Query     string // as it was sent, a SAS included
	Header    http.Header
	// Status and Written, the number of bytes of the answer's body, are known when the request has been served.
	Status  int
	Written int64
}

// Fault is what goes wrong with a request on purpose. The zero value is nothing.
type Fault struct {
	// Delay is how long the request waits before anything else happens.
	Delay time.Duration
	// Drop closes the connection before the operation is carried out, DropAnswer afterwards.
	Drop, DropAnswer bool
	// Code is answered instead of carrying out the operation, with the code's own status, or with Status if that is not
	// zero.
	Code   rest.Code
	Status int
	// RetryAfter is sent with Code, if it is not zero.
	RetryAfter time.Duration
	// CopyFailure, if it is not empty, makes the copy that the request starts fail with this description.
	CopyFailure string
	// CutAfter closes the connection after this many bytes of the answer's body, if it is not zero.
	CutAfter int64
}

// refusal is the error that is answered instead of the operation, or nil.
func (f Fault) refusal() error {
	if f.Code == "" {
		return nil
	}
	e := rest.New(f.Code)
	if f.Status != 0 {
		e.Status = f.Status
	}
	if f.RetryAfter > 0 {
		e.Header = http.Header{"Retry-After": {strconv.Itoa(int(f.RetryAfter.Seconds()))}}
	}
	return e
}

// answer counts what is written, and breaks off where a fault demands it.
type answer struct {
	http.ResponseWriter
	status   int
	written  int64
	cutAfter int64
}

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(p []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	if a.cutAfter > 0 && a.written+int64(len(p)) > a.cutAfter {
		n, _ := a.ResponseWriter.Write(p[:a.cutAfter-a.written])
		a.written += int64(n)
		_ = http.NewResponseController(a.ResponseWriter).Flush()
		panic(http.ErrAbortHandler)
	}
	n, err := a.ResponseWriter.Write(p)
	a.written += int64(n)
	return n, err
}

// discard swallows an answer that must be lost.
type discard struct{ header http.Header }

func (d discard) Header() http.Header         { return d.header }
func (d discard) Write(p []byte) (int, error) { return len(p), nil }
func (d discard) WriteHeader(int)             {}
