package azure

import (
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"azcopy/internal/storage"
)

// TestTheBudgetIsOneForAllFailures makes an operation fail in the same way each time, on a clock that the test advances.
func TestTheBudgetIsOneForAllFailures(t *testing.T) {
	status := func(status int, header ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			for i := 0; i < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			w.WriteHeader(status)
		}
	}
	cut := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "100")
		io.WriteString(w, "<")
	}
	trickle := func(w http.ResponseWriter, r *http.Request) {
		for range 1000 {
			if _, err := io.WriteString(w, "x"); err != nil {
				return
			}
			w.(http.Flusher).Flush()
			time.Sleep(10 * time.Second)
		}
	}
	stall := func(w http.ResponseWriter, r *http.Request) {
		w.Write(make([]byte, 1000))
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}
	const patient, soon = 3*time.Minute + 4*time.Second, 2 * time.Second
	tests := []struct {
		name         string
		body         []byte
		handler      http.HandlerFunc
		wantTries    int64
		atLeast, max time.Duration
		wantKind     storage.Kind
	}{
		{"busy", nil, status(503), 10, patient / 2, patient, storage.Busy},
		{"too many requests", nil, status(429), 10, patient / 2, patient, storage.Busy},
		{"busy, pauses of 20 s asked for", nil, status(503, "Retry-After", "20"), 10, 3 * time.Minute, 6 * time.Minute, storage.Busy},
		{"busy, pauses of 5 min asked for", nil, status(503, "Retry-After", "300"), 3, 10 * time.Minute, 10 * time.Minute, storage.Busy},
		{"hangs up", nil, func(w http.ResponseWriter, r *http.Request) { hangUp(w) }, 10, patient / 2, patient, storage.Unreachable},
		{"hangs up while it is sent to", make([]byte, 1<<20), func(w http.ResponseWriter, r *http.Request) { hangUp(w) },
			10, patient / 2, patient, storage.Unreachable},
		{"breaks off its answer", nil, cut, 10, patient / 2, patient, storage.Unreachable},
		{"breaks off its answer to a body", []byte("x"), cut, 10, patient / 2, patient, storage.Unreachable},
		{"silent", nil, func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, 3, 6 * time.Minute, 6*time.Minute + soon, storage.Unreachable},
		{"silent after 1,000 bytes", nil, stall, 3, 6 * time.Minute, 6*time.Minute + soon, storage.Unreachable},
		{"too slow", nil, trickle, 3, 6 * time.Minute, 7 * time.Minute, storage.Unreachable},
		{"takes a body too slowly", make([]byte, 64<<20), func(w http.ResponseWriter, r *http.Request) {
			for {
				if n, err := io.CopyN(io.Discard, r.Body, 40<<10); n == 0 || err != nil {
					return
				}
				time.Sleep(time.Minute)
			}
		}, 3, 6 * time.Minute, 13 * time.Minute, storage.Unreachable},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var tries atomic.Int64
				network := newPipes()
				network.serve(t, func(w http.ResponseWriter, r *http.Request) {
					tries.Add(1)
					tt.handler(w, r)
				})
				transport := NewTransport(TransportOptions{Dial: network.dial})
				defer transport.Close()
				c := clientOf(t, "http://account", Endpoint{Transport: transport})
				started, method := time.Now(), http.MethodGet
				if tt.body != nil {
					method = http.MethodPut
				}
				err := Classify("do", c.do(t.Context(), method, "?comp=block", tt.body))
				if storage.KindOf(err) != tt.wantKind {
					t.Errorf("error %v of kind %v, want %v", err, storage.KindOf(err), tt.wantKind)
				}
				if took := time.Since(started); took < tt.atLeast || took > tt.max || tries.Load() != tt.wantTries {
					t.Errorf("%d tries within %v, want %d within %v to %v", tries.Load(), took, tt.wantTries, tt.atLeast, tt.max)
				}
			})
		})
	}
}

// A head of an answer that comes a line at a time is never silent, and given up nevertheless.
func TestAHeadWithoutEndIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := newPipes()
		var server sync.WaitGroup
		defer server.Wait()
		server.Go(func() {
			conn, _ := network.Accept()
			defer conn.Close()
			conn.Read(make([]byte, 4<<10))
			for _, err := io.WriteString(conn, "HTTP/1.1 200 OK\r\n"); err == nil; _, err = io.WriteString(conn, "X: y\r\n") {
				time.Sleep(time.Minute)
			}
		})
		transport := NewTransport(TransportOptions{Dial: network.dial})
		defer transport.Close()
		c := clientOf(t, "http://account", Endpoint{Transport: transport, Retry: RetryOptions{Tries: 1, FewTries: 1}})
		started := time.Now()
		err := Classify("list", c.do(t.Context(), http.MethodGet, "", nil))
		if storage.KindOf(err) != storage.Unreachable || time.Since(started) > 2*defaultSilence {
			t.Errorf("%v after %v", err, time.Since(started))
		}
	})
}

func TestProgressMakesTheBudgetWhole(t *testing.T) {
	tests := []struct {
		name      string
		bytes     int64
		each      time.Duration
		wantTries int
	}{
		{"fast", 64 << 10, time.Second, 100},
		{"nothing", 0, 0, 10},
		{"a few bytes in a long time", 1000, 2 * time.Minute, 10},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, tries := RetryOptions{}.NewBudget(), 0
				broke := &connectionError{stage: connected, err: io.ErrUnexpectedEOF}
				for tries < 100 {
					tries++
					time.Sleep(tt.each)
					b.Progress(tt.bytes)
					if b.Again(t.Context(), broke) != nil {
						break
					}
				}
				if tries != tt.wantTries {
					t.Errorf("%d tries, want %d", tries, tt.wantTries)
				}
			})
		})
	}
}
