package azure

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"azcopy/internal/storage"
)

// refusal is a body as the Blob service sends it.
func refusal(code, message, more string) string {
	return "\uFEFF<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>" + code + "</Code><Message>" + message +
		"\nRequestId:0b1c\nTime:2015-04-15T08:09:10.1112131Z</Message>" + more + "</Error>"
}

const (
	signed = "Authorization"
	byKey  = "SharedKey myaccount:c2lnbmF0dXJl"
	asSAS  = "?sv=1&sig=topsecret"
	now    = "Wed, 15 Apr 2015 08:09:10 GMT"
)

func TestClassifyAnswers(t *testing.T) {
	const denied = "Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly."
	tests := []struct {
		name   string
		status int
		code   string // x-ms-error-code
		body   string
		query  string
		header []string

		wantKind storage.Kind
		wantCode string
		want     []string
	}{
		{
			name: "the form of the text", status: 404, code: "BlobNotFound", body: refusal("BlobNotFound", "The specified blob does not exist.", ""),
			wantKind: storage.NotFound, wantCode: "BlobNotFound", header: []string{signed, byKey},
			want: []string{"get blob: The remote server returned an error: (404) Not Found. BlobNotFound: The specified blob does not exist. " +
				"RequestId:0b1c Time:2015-04-15T08:09:10Z"},
		},
		{
			name: "HEAD has no body", status: 404, code: "ContainerNotFound", header: []string{signed, byKey},
			wantKind: storage.NotFound, wantCode: "ContainerNotFound",
			want: []string{"(404) Not Found. ContainerNotFound RequestId:0b1c Time:"},
		},
		{name: "no code at all", status: 404, header: []string{signed, byKey}, wantKind: storage.NotFound, want: []string{"(404) Not Found. RequestId"}},
		{
			name: "wrong key", status: 403, body: refusal("AuthenticationFailed", denied,
				"<AuthenticationErrorDetail>The MAC signature found in the HTTP request 'topsecret' is not the same as any computed</AuthenticationErrorDetail>"),
			header: []string{signed, byKey, "x-ms-date", now}, wantKind: storage.Denied, wantCode: "AuthenticationFailed",
			want: []string{"AuthenticationFailed: Server failed to authenticate the request. RequestId", "Check that the key"},
		},
		{
			name: "clock behind, shown by the dates", status: 403, code: "AuthenticationFailed",
			header: []string{signed, byKey, "x-ms-date", "Wed, 15 Apr 2015 05:09:10 GMT"}, wantKind: storage.ClockSkew,
			wantCode: "AuthenticationFailed", want: []string{"(403)", "clock is 3h0m behind"},
		},
		{
			name: "clock ahead, shown by the dates", status: 403, code: "AuthenticationFailed",
			header: []string{signed, byKey, "x-ms-date", "Wed, 15 Apr 2015 08:29:10 GMT"}, wantKind: storage.ClockSkew,
			wantCode: "AuthenticationFailed", want: []string{"clock is 20m ahead"},
		},
		{
			name: "clock, shown by the detail", status: 403, wantKind: storage.ClockSkew, wantCode: "AuthenticationFailed",
			body:   refusal("AuthenticationFailed", denied, "<AuthenticationErrorDetail>Request date header too old: 'x'</AuthenticationErrorDetail>"),
			header: []string{signed, byKey}, want: []string{"clock differs too much"},
		},
		{
			name: "a little clock skew is tolerated", status: 403, code: "AuthenticationFailed",
			header: []string{signed, byKey, "x-ms-date", "Wed, 15 Apr 2015 08:20:10 GMT"}, wantKind: storage.Denied, wantCode: "AuthenticationFailed",
		},
		{
			name: "SAS expired", status: 403, query: asSAS, wantKind: storage.Denied, wantCode: "AuthenticationFailed",
			body: refusal("AuthenticationFailed", denied, "<AuthenticationErrorDetail>Signature not valid in the specified time frame: "+
				"Start [Tue, 14 Apr 2015 05:21:00 GMT] - Expiry [Wed, 15 Apr 2015 06:21:00 GMT] - Current [Wed, 15 Apr 2015 08:09:10 GMT]</AuthenticationErrorDetail>"),
			want: []string{"The SAS expired at 2015-04-15T06:21:00Z."},
		},
		{
			name: "SAS not yet valid", status: 403, query: asSAS, wantKind: storage.Denied, wantCode: "AuthenticationFailed",
			body: refusal("AuthenticationFailed", denied, "<AuthenticationErrorDetail>Signature not valid in the specified time frame: "+
				"Start [Wed, 15 Apr 2015 09:00:00 GMT] - Expiry [Wed, 16 Apr 2015 06:21:00 GMT] - Current [Wed, 15 Apr 2015 08:09:10 GMT]</AuthenticationErrorDetail>"),
			want: []string{"not valid before 2015-04-15T09:00:00Z."},
		},
		{
			name: "SAS damaged", status: 403, query: asSAS, code: "AuthenticationFailed", wantKind: storage.Denied, wantCode: "AuthenticationFailed",
			want: []string{"copied completely"},
		},
		{
			name: "SAS without the permission", status: 403, query: asSAS, code: "AuthorizationPermissionMismatch",
			wantKind: storage.Denied, wantCode: "AuthorizationPermissionMismatch", want: []string{"does not permit"},
		},
		{name: "anonymous and private", status: 404, code: "ResourceNotFound", wantKind: storage.NotFound, wantCode: "ResourceNotFound", want: []string{"Neither a key"}},
		{
			name: "anonymous and never public", status: 409, code: "PublicAccessNotPermitted", wantKind: storage.Denied,
			wantCode: "PublicAccessNotPermitted", want: []string{"Neither a key"},
		},
		{name: "anonymous writing", status: 401, code: "NoAuthenticationInformation", wantKind: storage.Denied, wantCode: "NoAuthenticationInformation", want: []string{"Neither a key"}},
		{name: "precondition", status: 412, code: "ConditionNotMet", wantKind: storage.Changed, wantCode: "ConditionNotMet"},
		{name: "lease", status: 412, code: "LeaseIdMissing", wantKind: storage.Other, wantCode: "LeaseIdMissing"},
		{name: "shrunk", status: 416, code: "InvalidRange", wantKind: storage.Changed, wantCode: "InvalidRange"},
		{name: "blob type", status: 409, code: "InvalidBlobType", wantKind: storage.TypeMismatch, wantCode: "InvalidBlobType"},
		{name: "another conflict", status: 409, code: "ContainerBeingDeleted", wantKind: storage.Other, wantCode: "ContainerBeingDeleted"},
		{name: "too large", status: 413, code: "RequestBodyTooLarge", wantKind: storage.TooLarge, wantCode: "RequestBodyTooLarge"},
		{name: "name", status: 400, code: "InvalidResourceName", wantKind: storage.InvalidName, wantCode: "InvalidResourceName"},
		{name: "busy", status: 503, code: "ServerBusy", wantKind: storage.Busy, wantCode: "ServerBusy"},
		{
			name: "the header in question", status: 400, wantKind: storage.Other, wantCode: "InvalidHeaderValue",
			body: refusal("InvalidHeaderValue", "The value for one of the HTTP headers is not in the correct format.",
				"<HeaderName>x-ms-blob-content-md5</HeaderName><HeaderValue>topsecret</HeaderValue>"),
			want: []string{"(x-ms-blob-content-md5)"},
		},
		{
			name: "a table's JSON", status: 404, header: []string{signed, byKey}, wantKind: storage.NotFound, wantCode: "TableNotFound",
			body: `{"odata.error":{"code":"TableNotFound","message":{"lang":"en-US","value":"The table specified does not exist.\nRequestId:0b1c\nTime:x"}}}`,
			want: []string{"TableNotFound: The table specified does not exist. RequestId:0b1c Time"},
		},
		{
			name: "JSON with a plain message", status: 400, wantKind: storage.Other, wantCode: "Bad",
			body: `{"error":{"code":"Bad","message":"Very bad."}}`, want: []string{"Bad: Very bad."},
		},
		{name: "a proxy's page", status: 502, body: "<html><body>Bad gateway\n</body>", wantKind: storage.Busy, want: []string{"(502) Bad Gateway. RequestId"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := newClient(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Date", now)
				w.Header().Set("x-ms-request-id", "0b1c")
				if tt.code != "" {
					w.Header().Set("x-ms-error-code", tt.code)
				}
				w.WriteHeader(tt.status)
				w.Write([]byte(tt.body))
			})
			err := Classify("get blob", c.do(t.Context(), http.MethodGet, tt.query, nil, tt.header...))
			e, ok := errors.AsType[*storage.Error](err)
			if !ok {
				t.Fatalf("error %v is not classified", err)
			}
			if e.Kind != tt.wantKind || e.Code != tt.wantCode || e.Status != tt.status {
				t.Errorf("kind %v, code %q, status %d; want kind %v, code %q", e.Kind, e.Code, e.Status, tt.wantKind, tt.wantCode)
			}
			text := e.Error()
			for _, want := range tt.want {
				if !strings.Contains(text, want) {
					t.Errorf("%q\ndoes not say %q", text, want)
				}
			}
			for _, secret := range []string{"topsecret", "\n", "<", "127.0.0.1"} {
				if strings.Contains(text, secret) {
					t.Errorf("%q\nshows %q", text, secret)
				}
			}
		})
	}
}

func TestClassifyOthers(t *testing.T) {
	if Classify("list", nil) != nil {
		t.Error("nil does not stay nil")
	}
	already := storage.Errorf("put block 1", storage.Busy, "busy")
	if got := Classify("list", fmt.Errorf("wrapped: %w", already)); got != error(already) {
		t.Errorf("got %v", got)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Nanosecond)
	defer cancel()
	<-ctx.Done()
	c := newClient(t, http.NotFound)
	if err := Classify("list", c.do(ctx, http.MethodGet, "", nil)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
	err := Classify("list", errors.New("Get \"https://h/c?sv=1&sig=topsecret&x=y\": odd\nthing"))
	if want := `list: Get "https://h/c?sv=1&sig=******&x=y": odd thing`; err.Error() != want {
		t.Errorf("got  %s\nwant %s", err, want)
	}
}

func FuzzParseServiceError(f *testing.F) {
	f.Add([]byte(refusal("Code", "First. Second.", "<HeaderName>h</HeaderName>")))
	f.Add([]byte(`{"odata.error":{"code":"C","message":{"value":"v"}}}`))
	f.Add([]byte(`<a><b></a>`))
	f.Add([]byte("<Error><Message>sig=abc &#10; \x00"))
	f.Fuzz(func(t *testing.T, body []byte) {
		e := parseServiceError(body)
		for _, s := range []string{e.code, e.sentence, e.subject, e.timeFrame} {
			if strings.ContainsAny(s, "\r\n\x00\x1b") || len(s) > 2*maxText {
				t.Errorf("%q is not fit for printing", s)
			}
		}
	})
}
