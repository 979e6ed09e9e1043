package azure

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// maxRetryAfter bounds the pause that a service may ask for.
const maxRetryAfter = 5 * time.Minute

// retryPolicy sends a request again when it failed for a reason that may pass. All requests of the drivers may be sent
// twice, unless Once says otherwise: each has the same effect, however often it arrives.
//
// The SDK's own policy is switched off, since it has a single number of tries for every cause: it would try a mistyped
// address as patiently as a service that asks to slow down.
type retryPolicy struct {
	options   RetryOptions
	transport *Transport
}

func (p *retryPolicy) Do(req *policy.Request) (*http.Response, error) {
	ctx := req.Raw().Context()
	h, budget := p.transport.hosts.of(req.Raw().URL.Host), budgetOf(ctx, p.options)
	for {
		resp, err := p.try(req, h)
		if ended := ctx.Err(); ended != nil {
			discard(resp)
			return nil, ended
		}
		if isUnconnected(err) && h.reached.Load() {
			continue // once the host is back
		}
		if isOnce(ctx) && mayHaveActed(resp, err) {
			return resp, err
		}
		again, ended := budget.again(ctx, resp, err)
		if ended == nil && !again {
			return resp, err
		}
		discard(resp)
		if ended != nil {
			return nil, ended
		}
	}
}

// try sends the request once, when its host lets it pass.
func (p *retryPolicy) try(req *policy.Request, h *host) (*http.Response, error) {
	out, err := h.enter(req.Raw().Context(), p.options)
	if err != nil {
		return nil, err
	}
	resp, err := p.send(req, h)
	h.leave(out, p.options, err)
	if err == nil {
		if err = refuseForeign(resp); err != nil {
			discard(resp)
			return nil, err
		}
	}
	return resp, err
}

// send sends the request once.
func (p *retryPolicy) send(req *policy.Request, h *host) (*http.Response, error) {
	ctx := new(stage).follow(req.Raw().Context(), h)
	if !isCreation(req.Raw()) {
		return req.Clone(ctx).Next()
	}
	limited, cancel := context.WithTimeout(ctx, p.options.CreateTimeout)
	defer cancel() // the SDK has read the answer already
	resp, err := req.Clone(limited).Next()
	if err != nil && limited.Err() != nil && ctx.Err() == nil {
		err = &connectionError{host: h.name, stage: stageOf(ctx), err: os.ErrDeadlineExceeded}
	}
	return resp, err
}

// isCreation reports whether a request creates something empty: a container, a share, a page blob that is filled later. A
// copy by the service does not count, since that takes its time.
func isCreation(req *http.Request) bool {
	return req.Method == http.MethodPut && req.ContentLength == 0 &&
		!req.URL.Query().Has("comp") && req.Header.Get("x-ms-copy-source") == ""
}

func isBusy(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusInternalServerError,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// isCorrupted reports whether the body that arrived does not match its checksum.
func isCorrupted(resp *http.Response) bool {
	code := resp.Header.Get("x-ms-error-code")
	return resp.StatusCode == http.StatusBadRequest && (code == "Md5Mismatch" || code == "Crc64Mismatch")
}

// isPermanent reports whether another try would fail in the same way: the request could not be sent, or the host does not
// exist, or is not the one it claims to be, or speaks another protocol, or the proxy refuses.
func isPermanent(err error) bool {
	failed, ok := errors.AsType[*connectionError](err)
	if !ok {
		return !errors.Is(err, io.ErrUnexpectedEOF) // of a body without a length, which nothing else shows to be cut off
	}
	refused, byProxy := errors.AsType[*proxyError](err)
	return isHostNotFound(err) || isUntrusted(err) || byProxy && !isBusy(refused.status) ||
		isUnconnected(err) && isGarbage(failed) || isOverlong(failed)
}

func isHostNotFound(err error) bool {
	dns, ok := errors.AsType[*net.DNSError](err)
	return ok && dns.IsNotFound
}

// isUntrusted reports whether the other end does not speak TLS correctly, or refuses ours.
func isUntrusted(err error) bool {
	_, certificate := errors.AsType[*tls.CertificateVerificationError](err)
	_, record := errors.AsType[tls.RecordHeaderError](err)
	return certificate || record || isAlert(err)
}

// isAlert reports whether a TLS alert of either side ended the handshake. crypto/tls does not export its types.
func isAlert(err error) bool {
	op, ok := errors.AsType[*net.OpError](err)
	return ok && (op.Op == "remote error" || op.Op == "local error")
}

// isUnconnected reports whether no connection could be made, TLS and the consent of a proxy included. That has nothing to do
// with the request, and concerns all others to this host.
func isUnconnected(err error) bool {
	failed, ok := errors.AsType[*connectionError](err)
	return ok && failed.stage < connected
}

// isSilence reports whether a connection was given up because nothing came.
func isSilence(err error) bool {
	timeout, ok := errors.AsType[net.Error](err)
	return ok && timeout.Timeout()
}

func isTooSlow(err error) bool { return errors.Is(err, errTooSlow) }

// isNotHTTP reports whether the other end answers in something other than HTTP.
func isNotHTTP(err error) bool {
	failed, ok := errors.AsType[*connectionError](err)
	return ok && failed.stage == connected && isGarbage(failed)
}

// isGarbage reports whether what came could not be read as HTTP. The type of net/http's error is not exported.
func isGarbage(err error) bool { return strings.Contains(err.Error(), "malformed HTTP") }

// isOverlong reports whether the head of an answer was longer than maxHeaders. net/http's error has no type.
func isOverlong(err error) bool { return strings.Contains(err.Error(), "response headers exceeded") }

// retryAfter returns the pause that the service asks for, or 0.
func retryAfter(resp *http.Response) time.Duration {
	if resp == nil {
		return 0
	}
	value := resp.Header.Get("Retry-After")
	if value == "" {
		return 0
	}
	if seconds, err := strconv.Atoi(value); err == nil {
		return time.Duration(min(max(seconds, 0), int(maxRetryAfter/time.Second))) * time.Second
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	return min(max(time.Until(at), 0), maxRetryAfter)
}

// discard closes a response. The SDK has already read those of failed requests, so the connection is free again.
func discard(resp *http.Response) {
	if resp != nil && resp.Body != nil {
		resp.Body.Close()
	}
}
