package storage

import (
	"strings"
	"testing"
)

// Each rule for the names of containers, shares and tables, at its bounds.
func TestCheckContainer(t *testing.T) {
	long := strings.Repeat("a", 63)
	for _, tt := range []struct {
		service Service
		name    string
		want    string // empty for a valid name
	}{
		{Blob, "abc", ""},
		{Blob, "0-1", ""},
		{Blob, "a-b-c-9", ""},
		{Blob, long, ""},
		{Blob, "$root", ""},
		{Blob, "$web", ""},
		{Blob, "$logs", ""},
		{Blob, "$blobchangefeed", ""},
		{Blob, "m2", `the name of a container has 3 to 63 characters, and "m2" has 2`},
		{Blob, long + "a", "has 64"},
		{Blob, "a--b", "no two dashes side by side"},
		{Blob, "-ab", "no dash at either end"},
		{Blob, "ab-", "no dash at either end"},
		{Blob, "a_b", "only lower-case letters, digits and dashes"},
		{Blob, "a.b", "only lower-case letters, digits and dashes"},
		{Blob, "a b", "only lower-case letters, digits and dashes"},
		{Blob, "a/b", "only lower-case letters, digits and dashes"},
		{Blob, "naïve", "only lower-case letters, digits and dashes"},
		{Blob, "$other", "only lower-case letters, digits and dashes"},
		{File, "share-1", ""},
		{File, "s", "the name of a share has 3 to 63"},
		{File, "$web", "can't be the name of a share"},
		{File, "a--b", "no two dashes"},
		{Table, "myTable1", ""},
		{Table, "$MetricsHourPrimaryTransactionsBlob", ""},
		{Table, "my-table", "can't be the name of a table, which has only letters and digits, and starts with a letter"},
		{Table, "1table", "starts with a letter"},
		{Table, "$root", "only letters and digits"},
		{Table, "t1", "the name of a table has 3 to 63"},
		{Local, "", ""},
	} {
		err := Location{Service: tt.service, Container: tt.name}.CheckContainer()
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s %q: %v, want %q", tt.service, tt.name, err, tt.want)
		}
	}
}
