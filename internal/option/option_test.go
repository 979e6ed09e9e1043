package option

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
)

// What the tests share: the two ends of a copy, and what is expected of a command line.

const (
	folder    = `C:\myfolder`
	container = "https://myaccount.blob.core.windows.net/mycontainer"
	share     = "https://myaccount.file.core.windows.net/myfileshare/"
	table     = "https://myaccount.table.core.windows.net/mytable/"
)

// ends are the arguments that name the two ends of a copy.
func ends(source, dest string, more ...string) []string {
	return append([]string{"/Source:" + source, "/Dest:" + dest}, more...)
}

func upload(more ...string) []string   { return ends(folder, container, more...) }
func download(more ...string) []string { return ends(container, folder, more...) }

func noEnv(string) string { return "" }

func mustParse(t *testing.T, args ...string) Options {
	t.Helper()
	c, err := Parse(args, noEnv)
	if err != nil {
		t.Fatalf("%q: %v", args, err)
	}
	if c.Request != Run {
		t.Fatalf("%q asks for %v", args, c.Request)
	}
	return c.Options
}

// A journal keeps the options as they were given. The places that they name are parsed when it is read.
func TestPlacesAreNotStored(t *testing.T) {
	o := mustParse(t, download("/S")...)
	text, err := json.Marshal(o)
	if err != nil || strings.Contains(string(text), "SourceAt") || strings.Contains(string(text), "DestAt") {
		t.Fatalf("%s, %v", text, err)
	}
	var stored Options
	if err := json.Unmarshal(text, &stored); err != nil {
		t.Fatal(err)
	}
	if got := located(t, stored); !reflect.DeepEqual(got, o) {
		t.Errorf("got %+v, want %+v", got, o)
	}
}

// located returns options as Parse does, with what their source and destination name.
func located(t *testing.T, o Options) Options {
	t.Helper()
	if err := o.Locate(); err != nil {
		t.Fatal(err)
	}
	return o
}

// mustSplit splits a command line like a line of a response file.
func mustSplit(t *testing.T, line string) []string {
	t.Helper()
	args, err := splitLine(line)
	if err != nil {
		t.Fatalf("%q: %v", line, err)
	}
	return args
}

// mustFail returns the text of the error that the arguments must yield, which is one line that points to the help.
func mustFail(t *testing.T, args ...string) string {
	t.Helper()
	_, err := Parse(args, noEnv)
	if _, ok := errors.AsType[*Error](err); !ok {
		t.Errorf("%q: got %v, want an *Error", args, err)
		return ""
	}
	text := err.Error()
	if strings.ContainsAny(text, "\r\n") || strings.Contains(text, "%!") || !strings.Contains(text, "For more details, please type") {
		t.Errorf("%q: not one line with a hint: %q", args, text)
	}
	return text
}

// mustSay is mustFail for an error that must contain all of these.
func mustSay(t *testing.T, args []string, want ...string) {
	t.Helper()
	text := mustFail(t, args...)
	for _, w := range want {
		if !strings.Contains(text, w) {
			t.Errorf("%q: %q does not say %q", args, text, w)
		}
	}
}
