package gateway_test

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"azcopy/internal/emulator/gateway"
)

// within is when a connection must be closed that should be closed in a moment.
const within = 30 * time.Second

// closed reads the rest of a connection, and fails the test unless the server closes it.
func closed(t *testing.T, conn net.Conn) {
	t.Helper()
	if err := conn.SetReadDeadline(time.Now().Add(within)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, conn); errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error("the connection is still open")
	}
}

func dial(t *testing.T, addr, text string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	return conn
}

// TestClientsThatStopAreLeft has clients that stop in the middle of each thing that a client sends.
func TestClientsThatStopAreLeft(t *testing.T) {
	const moment, long = 50 * time.Millisecond, time.Hour
	ignore := func(http.ResponseWriter, *http.Request) {}
	head := "PUT /a HTTP/1.1\r\nHost: a\r\n"
	for _, test := range []struct {
		name    string
		times   gateway.Timeouts
		plain   bool // no certificate
		handler http.HandlerFunc
		sent    string
	}{
		{"nothing", gateway.Timeouts{Header: moment, Stall: long, Idle: long}, false, ignore, ""},
		{"nothing, without TLS", gateway.Timeouts{Header: moment, Stall: long, Idle: long}, true, ignore, ""},
		{"the first byte", gateway.Timeouts{Header: moment, Stall: long, Idle: long}, false, ignore, "P"},
		{"the first byte of TLS", gateway.Timeouts{Header: moment, Stall: long, Idle: long}, false, ignore, "\x16"},
		{"a part of the head", gateway.Timeouts{Header: moment, Stall: long, Idle: long}, true, ignore, head},
		{"a tunnel", gateway.Timeouts{Header: moment, Stall: long, Idle: long}, false, ignore, "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"},
		{"a tunnel and a part of the head", gateway.Timeouts{Header: moment, Stall: long, Idle: long}, false, ignore, "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n" + head},
		{"a part of the body", gateway.Timeouts{Header: long, Stall: moment, Idle: long}, true, echo, head + "Content-Length: 10\r\n\r\nbody"},
		{"a part of a chunk", gateway.Timeouts{Header: long, Stall: moment, Idle: long}, true, echo, head + "Transfer-Encoding: chunked\r\n\r\n5\r\nbo"},
		{"a part of a body that nobody reads", gateway.Timeouts{Header: long, Stall: moment, Idle: moment}, true, ignore, head + "Content-Length: 10\r\n\r\nbody"},
		{"no body where one is expected", gateway.Timeouts{Header: long, Stall: moment, Idle: moment}, true, echo, head + "Expect: 100-continue\r\nContent-Length: 10\r\n\r\n"},
		{"no second request", gateway.Timeouts{Header: long, Stall: long, Idle: moment}, true, echo, head + "Content-Length: 4\r\n\r\nbody"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, addr, _ := startWith(t, !test.plain, test.times, test.handler)
			closed(t, dial(t, addr, test.sent))
		})
	}
}

// TestManyHalfOpenConnectionsAreClosed has 800 clients at once that send half a head, half of them through TLS.
func TestManyHalfOpenConnectionsAreClosed(t *testing.T) {
	t.Parallel()
	_, addr, trusted := startWith(t, true, gateway.Timeouts{Header: 100 * time.Millisecond, Stall: time.Hour, Idle: time.Hour}, echo)
	conns := make([]net.Conn, 800)
	for i := range conns {
		conns[i] = dial(t, addr, []string{"PUT /a HTTP/1.1\r\n", "\x16\x03\x01"}[i%2])
	}
	for _, conn := range conns {
		closed(t, conn)
	}
	// It serves as before.
	conn, err := tls.Dial("tcp", addr, trusted)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprint(conn, "GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
	if got, err := io.ReadAll(conn); err != nil || !strings.Contains(string(got), "GET a/a tls=true") {
		t.Errorf("%q, %v", got, err)
	}
}

// TestAnswersThatNobodyReads has a client that reads nothing of an answer which does not fit into any buffer.
func TestAnswersThatNobodyReads(t *testing.T) {
	t.Parallel()
	given := make(chan error, 1)
	_, addr, _ := startWith(t, false, gateway.Timeouts{Header: time.Hour, Stall: 50 * time.Millisecond, Idle: time.Hour}, func(w http.ResponseWriter, _ *http.Request) {
		block := make([]byte, 1<<20)
		for range 1000 {
			if _, err := w.Write(block); err != nil {
				given <- err
				return
			}
		}
		given <- nil
	})
	dial(t, addr, "GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
	select {
	case err := <-given:
		if err == nil {
			t.Error("1 GB was sent to nobody")
		}
	case <-time.After(within):
		t.Error("the answer is still being sent")
	}
}

// TestSlowUploadsSurvive sends a body for longer than a client may be silent. What comes after it on the connection is
// served too, although the deadlines of the first request are over.
func TestSlowUploadsSurvive(t *testing.T) {
	t.Parallel()
	const stall, pause, parts = time.Second, 100 * time.Millisecond, 12
	_, addr, _ := startWith(t, false, gateway.Timeouts{Header: within, Stall: stall, Idle: within}, echo)
	conn := dial(t, addr, fmt.Sprintf("PUT /a HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n", parts))
	for range parts {
		time.Sleep(pause) // it is the slow client
		if _, err := conn.Write([]byte("b")); err != nil {
			t.Fatal(err)
		}
	}
	fmt.Fprint(conn, "PUT /second HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: 4\r\n\r\nbody")
	got, err := io.ReadAll(conn)
	for _, want := range []string{"PUT a/a tls=false " + strings.Repeat("b", parts) + " <nil>", "PUT a/second tls=false body <nil>"} {
		if !strings.Contains(string(got), want) {
			t.Errorf("the answers are %q, %v, want %q among them", got, err, want)
		}
	}
}

// TestSlowHandlersAreNotCancelled has an operation that takes longer than a client may be silent, after it has read the body.
func TestSlowHandlersAreNotCancelled(t *testing.T) {
	t.Parallel()
	const stall = 50 * time.Millisecond
	_, addr, _ := startWith(t, false, gateway.Timeouts{Header: within, Stall: stall, Idle: within}, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		select {
		case <-r.Context().Done():
			err = r.Context().Err()
		case <-time.After(4 * stall): // it is the slow operation
		}
		fmt.Fprintf(w, "%s %v", body, err)
	})
	conn := dial(t, addr, "PUT /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 4\r\n\r\nbody")
	if got, err := io.ReadAll(conn); !strings.Contains(string(got), "body <nil>") {
		t.Errorf("%q, %v", got, err)
	}
}

func TestLongHeadsAreRefused(t *testing.T) {
	_, addr, _ := start(t, false, echo)
	conn := dial(t, addr, "GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\nx-ms-meta-a: "+strings.Repeat("a", 128<<10)+"\r\n\r\n")
	if got, err := io.ReadAll(conn); !strings.HasPrefix(string(got), "HTTP/1.1 431 ") {
		t.Errorf("%.40q, %v", got, err)
	}
}
