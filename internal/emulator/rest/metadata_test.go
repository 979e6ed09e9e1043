package rest_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"azcopy/internal/emulator/rest"
)

func TestParseMetadata(t *testing.T) {
	for _, test := range []struct {
		name   string
		header http.Header
		want   rest.Metadata
		code   rest.Code
	}{
		{"none", headers("Content-Type", "text/plain", "x-ms-version", "2021-02-12"), nil, ""},
		{"in the order of the names", headers("x-ms-meta-b", "2", "x-ms-meta-a", "1"), rest.Metadata{{"a", "1"}, {"b", "2"}}, ""},
		{"names in lower case", headers("X-MS-Meta-CamelCase", "Value"), rest.Metadata{{"camelcase", "Value"}}, ""},
		{"an empty value", headers("x-ms-meta-a", ""), rest.Metadata{{"a", ""}}, ""},
		{"space around a value", headers("x-ms-meta-a", " \t1 2 "), rest.Metadata{{"a", "1 2"}}, ""},
		{"a name twice", headers("x-ms-meta-a", "1", "x-ms-meta-a", "2"), rest.Metadata{{"a", "1,2"}}, ""},
		{"underscores and digits", headers("x-ms-meta-_a1", "1"), rest.Metadata{{"_a1", "1"}}, ""},
		{"a digit first", headers("x-ms-meta-1a", "1"), nil, rest.InvalidMetadata},
		{"a hyphen", headers("x-ms-meta-a-b", "1"), nil, rest.InvalidMetadata},
		{"a dot", headers("x-ms-meta-a.b", "1"), nil, rest.InvalidMetadata},
		{"no name", headers("x-ms-meta-", "1"), nil, rest.EmptyMetadataKey},
		{"not even a hyphen", headers("x-ms-meta", "1"), nil, rest.EmptyMetadataKey},
		{"8 KiB", headers("x-ms-meta-a", strings.Repeat("v", 8191)), rest.Metadata{{"a", strings.Repeat("v", 8191)}}, ""},
		{"a byte more", headers("x-ms-meta-a", strings.Repeat("v", 8192)), nil, rest.MetadataTooLarge},
		{"all names and values count", headers("x-ms-meta-a", strings.Repeat("v", 4096), "x-ms-meta-b", strings.Repeat("v", 4095)), nil, rest.MetadataTooLarge},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := rest.ParseMetadata(test.header)
			refusal, _ := errors.AsType[*rest.Error](err)
			if test.code != "" {
				if refusal == nil || refusal.Code != test.code {
					t.Errorf("got %v, want %s", err, test.code)
				}
				return
			}
			if err != nil || !slices.Equal(got, test.want) {
				t.Errorf("got %q, %v, want %q", got, err, test.want)
			}
			answer := make(http.Header)
			got.Write(answer)
			if again, err := rest.ParseMetadata(answer); err != nil || !slices.Equal(again, got) {
				t.Errorf("read from the answer it is %q, %v", again, err)
			}
		})
	}
}

func TestParseVersion(t *testing.T) {
	for version, want := range map[string]bool{
		"2009-09-19": true, "2015-02-21": true, "2026-02-06": true, "2999-12-31": true,
		"2009-09-18": false, "": false, "latest": false, "2021-13-01": false, "2021-1-1": false, "2021-02-12 ": false, "2021-02-12T00:00": false,
	} {
		got, ok := rest.ParseVersion(version)
		if ok != want || ok && string(got) != version {
			t.Errorf("ParseVersion(%q) is %q, %t", version, got, ok)
		}
	}
}
