package blob

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"
)

// TestAnswersThatMakeNoProgress has a server that sends a part of each answer, on a clock that the test advances. All
// answers for one range draw on one budget, unless they make progress.
func TestAnswersThatMakeNoProgress(t *testing.T) {
	const size = 1 << 20
	stall := func(conn net.Conn) { io.Copy(io.Discard, conn) }
	tests := []struct {
		name     string
		each     int            // bytes that come of each answer
		then     func(net.Conn) // instead of the rest
		tries    int64
		at, most time.Duration
	}{
		{"1,000 bytes and silence", 1000, stall, 3, 6 * time.Minute, 7 * time.Minute},
		{"silence", 0, stall, 3, 6 * time.Minute, 7 * time.Minute},
		{"cut at once", 0, func(net.Conn) {}, 10, 90 * time.Second, 184 * time.Second},
		{"a byte, and cut", 1, func(net.Conn) {}, 10, 90 * time.Second, 184 * time.Second},
		{"half of the rest and silence", size / 2, stall, 2, 2 * time.Minute, 3 * time.Minute},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var tries atomic.Int64
				transport := azure.NewTransport(azure.TransportOptions{Dial: func(context.Context, string, string) (net.Conn, error) {
					near, far := net.Pipe()
					tries.Add(1)
					go func() {
						defer far.Close()
						if sendPart(far, tt.each) == nil {
							tt.then(far)
						}
					}()
					return near, nil
				}})
				defer transport.Close()
				c := open(t, "http://127.0.0.1:10000/account/c", azure.Endpoint{Transport: transport})
				started := time.Now()
				_, err := read(t, c, storage.Object{Name: "b", Size: size, ETag: `"1"`}, size, 0)
				if whole := int(tt.tries)*tt.each >= size; (err == nil) != whole || err != nil && storage.KindOf(err) != storage.Unreachable {
					t.Errorf("error %v of kind %v", err, storage.KindOf(err))
				}
				if took := time.Since(started); tries.Load() != tt.tries || took < tt.at || took > tt.most {
					t.Errorf("%d tries within %v, want %d within %v to %v", tries.Load(), took, tt.tries, tt.at, tt.most)
				}
			})
		})
	}
}

// sendPart answers one request for a range with its first bytes.
func sendPart(conn net.Conn, part int) error {
	req, err := http.ReadRequest(bufio.NewReader(conn))
	if err != nil {
		return err
	}
	var from, to int
	if _, err := fmt.Sscanf(req.Header.Get("x-ms-range")+req.Header.Get("Range"), "bytes=%d-%d", &from, &to); err != nil {
		return err
	}
	_, err = fmt.Fprintf(conn, "HTTP/1.1 206 Partial Content\r\nx-ms-version: 1\r\nContent-Range: bytes %d-%d/%d\r\nContent-Length: %d\r\n\r\n%s",
		from, to, to+1, to-from+1, strings.Repeat("x", min(part, to-from+1)))
	return err
}
