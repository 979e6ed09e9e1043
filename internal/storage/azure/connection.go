package azure

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"azcopy/internal/storage"
)

// classifyLost returns the error that all requests to a lost host fail with.
func classifyLost(op string, e *lostError) *storage.Error {
	text := fmt.Sprintf("%s answered before, and could not be connected to for %v: %s; check this machine's network, then run the same command line again",
		e.host, e.away.Round(time.Second), cause(e.err))
	return &storage.Error{Op: op, Kind: storage.HostLost, Err: &unanswered{text: text, err: e}}
}

// classifyConnection classifies a request without an answer.
func classifyConnection(op string, e *connectionError) *storage.Error {
	kind, text := storage.Unreachable, describeConnection(e)
	if isHostNotFound(e) && e.proxy == "" {
		kind = storage.HostNotFound
	}
	return &storage.Error{Op: op, Kind: kind, Err: &unanswered{text: text, err: e}}
}

func describeConnection(e *connectionError) string {
	_, byProxy := errors.AsType[*proxyError](e)
	switch {
	case byProxy, e.proxy != "" && e.stage < shaking:
		return describeProxy(e)
	case isHostNotFound(e):
		return fmt.Sprintf("the host name %s does not resolve; check the account's name in the URL and this machine's network", e.host)
	case e.stage == shaking && isSilence(e):
		return fmt.Sprintf("%s accepted the connection, and then stayed silent in the TLS handshake; check the port, and that no firewall or proxy is in between", e.host)
	case isUntrusted(e), e.stage == shaking:
		return describeTLS(e)
	case isUnconnected(e):
		return fmt.Sprintf("can't connect to %s: %s; check the URL, and that no firewall or proxy is in between", e.host, cause(e))
	case isTooSlow(e):
		return fmt.Sprintf("%s was too slow, also in all further tries: %s on average", e.host, cause(e))
	case isOverlong(e):
		return fmt.Sprintf("%s answered with more than %d MiB of headers, which the service never sends; "+
			"check the URL, and that no proxy answers in the service's place", e.host, maxHeaders>>20)
	case isNotHTTP(e):
		return fmt.Sprintf("%s does not answer in HTTP: %s; check the port, and whether the URL must start with https://", e.host, cause(e))
	case isSilence(e) && e.answered:
		return fmt.Sprintf("%s fell silent in the middle of an answer, also in all further tries", e.host)
	case isSilence(e):
		return fmt.Sprintf("%s stayed silent, also in all further tries; check the URL, and that no firewall or proxy is in between", e.host)
	}
	text := fmt.Sprintf("the connection to %s broke, also in all further tries: %s", e.host, cause(e))
	if e.answered {
		return text
	}
	return text + "; check the port in the URL, and that no firewall or proxy is in between"
}

// describeProxy says why a proxy does not connect to the host.
func describeProxy(e *connectionError) string {
	refused, answered := errors.AsType[*proxyError](e)
	switch {
	case answered && refused.status == http.StatusProxyAuthRequired:
		return fmt.Sprintf("%s: it asks for a name and a password; give them in HTTPS_PROXY, as http://name:password@host:port", refused)
	case answered:
		return fmt.Sprintf("%s to a connection to %s; check that it allows connections to this host, or name the host in NO_PROXY", refused, e.host)
	case e.stage == dialing:
		return fmt.Sprintf("can't connect to the proxy %s: %s; check HTTPS_PROXY and HTTP_PROXY, or name %s in NO_PROXY", e.proxy, cause(e), e.host)
	}
	return fmt.Sprintf("%s, which HTTPS_PROXY names, does not answer like a proxy: %s; check the port in HTTPS_PROXY", e.proxy, cause(e))
}

// describeTLS says why the TLS handshake with the host failed.
func describeTLS(e *connectionError) string {
	_, record := errors.AsType[tls.RecordHeaderError](e)
	_, untrusted := errors.AsType[*tls.CertificateVerificationError](e)
	switch {
	case record:
		return fmt.Sprintf("%s does not answer in TLS; check whether its URL must start with http://", e.host)
	case untrusted:
		return fmt.Sprintf("the certificate of %s can't be trusted: %s; %s", e.host, cause(e), certificateAdvice(e))
	}
	return fmt.Sprintf("the TLS handshake with %s failed: %s; check whether its URL must start with http://, that it supports TLS 1.2, "+
		"and that no firewall or proxy is in between", e.host, cause(e))
}

// certificateAdvice returns what to do about a certificate that can't be trusted.
func certificateAdvice(err error) string {
	_, name := errors.AsType[x509.HostnameError](err)
	invalid, is := errors.AsType[x509.CertificateInvalidError](err)
	switch {
	case name:
		return "check the host in the URL, and that no firewall or proxy answers in its place"
	case is && invalid.Reason == x509.Expired:
		return "check this machine's clock; if it is right, the certificate must be renewed"
	}
	return "if a proxy of your own inspects TLS, or the server is your own, add the certificate of its authority to those this machine trusts"
}

// cause returns the innermost text of a network error, without the addresses that outer errors repeat.
func cause(err error) string {
	if op, ok := errors.AsType[*net.OpError](err); ok {
		err = op.Err
	}
	return OneLine(storage.Clause(err).Error())
}

// unanswered words the failure of a request without an answer.
type unanswered struct {
	text string
	err  error
}

func (e *unanswered) Error() string { return e.text }
func (e *unanswered) Unwrap() error { return e.err }
