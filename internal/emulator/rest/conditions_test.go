package rest_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"azcopy/internal/emulator/rest"
)

// The state of the resource that conditions are checked against.
const etag = `"0x8D1"`

func modified() time.Time { return time.Date(2024, time.May, 6, 7, 8, 9, 500_000_000, time.UTC) }

const (
	before = "Mon, 06 May 2024 07:08:08 GMT"
	same   = "Mon, 06 May 2024 07:08:09 GMT"
	after  = "Mon, 06 May 2024 07:08:10 GMT"
)

func headers(pairs ...string) http.Header {
	h := make(http.Header)
	for i := 0; i < len(pairs); i += 2 {
		h.Add(pairs[i], pairs[i+1])
	}
	return h
}

// statusOf returns the status that an error is answered with, 200 for none.
func statusOf(t *testing.T, err error) int {
	t.Helper()
	if err == nil {
		return http.StatusOK
	}
	refusal, ok := errors.AsType[*rest.Error](err)
	if !ok {
		t.Fatalf("not an error of the service: %v", err)
	}
	return refusal.Complete(rest.CommonCodes()).Status
}

// Each row of the table in
// https://learn.microsoft.com/rest/api/storageservices/specifying-conditional-headers-for-blob-service-operations, and
// the combinations, which are If-Match && If-Unmodified-Since && (If-None-Match || If-Modified-Since).
func TestConditions(t *testing.T) {
	const none = `"0x8D2"`
	for _, test := range []struct {
		name        string
		header      http.Header
		read, write int
	}{
		{"none", headers(), 200, 200},

		{"If-Match: the ETag", headers("If-Match", etag), 200, 200},
		{"If-Match: without its quotes", headers("If-Match", "0x8D1"), 200, 200},
		{"If-Match: another", headers("If-Match", none), 412, 412},
		{"If-Match: any", headers("If-Match", "*"), 200, 200},
		{"If-Match: one of a list", headers("If-Match", none+", "+etag), 200, 200},
		{"If-Match: none of a list", headers("If-Match", none+`,"0x8D3"`), 412, 412},
		{"If-Match: a part of the ETag", headers("If-Match", `"0x8D"`), 412, 412},

		{"If-None-Match: another", headers("If-None-Match", none), 200, 200},
		{"If-None-Match: the ETag", headers("If-None-Match", etag), 304, 412},
		{"If-None-Match: without its quotes", headers("If-None-Match", "0x8D1"), 304, 412},
		{"If-None-Match: any", headers("If-None-Match", "*"), 304, 412},
		{"If-None-Match: one of a list", headers("If-None-Match", none+","+etag), 304, 412},
		{"If-None-Match: none of a list", headers("If-None-Match", none+`,"0x8D3"`), 200, 200},

		{"If-Modified-Since: it was", headers("If-Modified-Since", before), 200, 200},
		{"If-Modified-Since: in that second", headers("If-Modified-Since", same), 304, 412},
		{"If-Modified-Since: it was not", headers("If-Modified-Since", after), 304, 412},

		{"If-Unmodified-Since: it was not", headers("If-Unmodified-Since", after), 200, 200},
		{"If-Unmodified-Since: in that second", headers("If-Unmodified-Since", same), 200, 200},
		{"If-Unmodified-Since: it was", headers("If-Unmodified-Since", before), 412, 412},

		{"both hold: same and unmodified", headers("If-Match", etag, "If-Unmodified-Since", same), 200, 200},
		{"one fails: same but modified", headers("If-Match", etag, "If-Unmodified-Since", before), 412, 412},
		{"one fails: another but unmodified", headers("If-Match", none, "If-Unmodified-Since", same), 412, 412},

		{"one is enough: another, unmodified", headers("If-None-Match", none, "If-Modified-Since", same), 200, 200},
		{"one is enough: same, modified", headers("If-None-Match", etag, "If-Modified-Since", before), 200, 200},
		{"none holds: same, unmodified", headers("If-None-Match", etag, "If-Modified-Since", same), 304, 412},

		{"412 before 304", headers("If-Match", none, "If-None-Match", etag), 412, 412},
		{"all hold", headers("If-Match", etag, "If-Unmodified-Since", same, "If-None-Match", none, "If-Modified-Since", before), 200, 200},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, err := rest.ParseConditions(test.header)
			if err != nil {
				t.Fatal(err)
			}
			if got := statusOf(t, c.CheckRead(etag, modified())); got != test.read {
				t.Errorf("reading is answered with %d, want %d", got, test.read)
			}
			if got := statusOf(t, c.CheckWrite(etag, modified())); got != test.write {
				t.Errorf("writing is answered with %d, want %d", got, test.write)
			}
		})
	}
}

// The answer to a read that need not be repeated has the ETag.
func TestConditionsNotModifiedTellsETag(t *testing.T) {
	c, err := rest.ParseConditions(headers("If-None-Match", etag))
	if err != nil {
		t.Fatal(err)
	}
	refusal, ok := errors.AsType[*rest.Error](c.CheckRead(etag, modified()))
	if !ok || refusal.Header.Get("ETag") != etag {
		t.Errorf("the answer is %+v", refusal)
	}
}

// Operations that create or replace a resource.
func TestConditionsCheckReplace(t *testing.T) {
	const exists rest.Code = "AlreadyExists"
	for _, test := range []struct {
		name            string
		header          http.Header
		create, replace error
	}{
		{"none", headers(), nil, nil},
		{"only if it is not there", headers("If-None-Match", "*"), nil, rest.New(exists)},
		{"only if it is there", headers("If-Match", "*"), rest.New(rest.ConditionNotMet), nil},
		{"only if it is the same", headers("If-Match", etag), rest.New(rest.ConditionNotMet), nil},
		{"only if it is another", headers("If-Match", `"0x8D2"`), rest.New(rest.ConditionNotMet), rest.New(rest.ConditionNotMet)},
		{"only if it is not the same", headers("If-None-Match", etag), nil, rest.New(rest.ConditionNotMet)},
		{"only if it was changed", headers("If-Modified-Since", same), nil, rest.New(rest.ConditionNotMet)},
		{"only if it was not changed", headers("If-Unmodified-Since", before), nil, rest.New(rest.ConditionNotMet)},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, err := rest.ParseConditions(test.header)
			if err != nil {
				t.Fatal(err)
			}
			if got := c.CheckCreate(); text(got) != text(test.create) {
				t.Errorf("creating returns %v, want %v", got, test.create)
			}
			if got := c.CheckReplace(etag, modified(), exists); text(got) != text(test.replace) {
				t.Errorf("replacing returns %v, want %v", got, test.replace)
			}
		})
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	if refusal, ok := errors.AsType[*rest.Error](err); ok {
		return refusal.Complete(rest.CommonCodes()).Error()
	}
	return err.Error()
}

func TestParseConditionsRefusals(t *testing.T) {
	for name, code := range map[string]rest.Code{
		"If-Modified-Since": rest.InvalidHeaderValue, "If-Unmodified-Since": rest.InvalidHeaderValue, "x-ms-if-tags": rest.UnsupportedHeader,
	} {
		_, err := rest.ParseConditions(headers(name, "yesterday"))
		refusal, ok := errors.AsType[*rest.Error](err)
		if !ok || refusal.Code != code || refusal.Details[0].Value != name {
			t.Errorf("%s: %v, want %s", name, err, code)
		}
	}
}
