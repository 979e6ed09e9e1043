package option_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"azcopy/internal/option"
)

var update = flag.Bool("update", false, "write docs/options.md anew")

// reference is the documentation of the options, of which the table is written by WriteReference.
const reference = "../../docs/options.md"

// The documentation of the options is that of the table. After a change: go test ./internal/option -update
func TestReferenceIsUpToDate(t *testing.T) {
	documented, err := os.ReadFile(reference)
	if err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	if err := option.WriteReference(&table); err != nil {
		t.Fatal(err)
	}
	// On Windows a checkout may have its line ends.
	got := strings.ReplaceAll(string(documented), "\r\n", "\n")
	head, _, found := strings.Cut(got, "| Option |")
	if !found {
		t.Fatalf("%s has no table", reference)
	}
	if *update {
		if err := os.WriteFile(reference, []byte(head+table.String()), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got != head+table.String() {
		t.Errorf("%s is not what the table of options says; run go test ./internal/option -update", reference)
	}
}
