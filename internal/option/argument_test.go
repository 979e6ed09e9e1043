package option

import (
	"reflect"
	"testing"
)

// Which argument after an option in the long spelling is its value, and which is the next option.
func TestValueOrNextOption(t *testing.T) {
	at := []string{"--source", folder, "--destination", container}
	verbose := func(file string) Options { return Options{Verbose: true, VerboseFile: file} }
	for _, tt := range []struct {
		args []string
		want Options // except the locations
	}{
		{[]string{"--verbose", "--recursive"}, Options{Verbose: true, Recursive: true}},
		{[]string{"--verbose", "/S"}, Options{Verbose: true, Recursive: true}},
		{[]string{"--verbose", "-S"}, Options{Verbose: true, Recursive: true}},
		{[]string{"--verbose", "/NC:4"}, Options{Verbose: true, Concurrency: 4}},
		{[]string{"--verbose", "/V"}, Options{}}, // given twice
		{[]string{"--verbose", "x.log"}, verbose("x.log")},
		{[]string{"--verbose", "/tmp/x.log"}, verbose("/tmp/x.log")},
		{[]string{"--verbose", `"x y.log"`}, verbose("x y.log")},
		{[]string{"--verbose=/S"}, verbose("/S")},
		{[]string{"--verbose=-x"}, verbose("-x")},
		{[]string{"--verbose="}, verbose("")},
		{[]string{"--verbose", ""}, verbose("")},
		{[]string{"/V", "--recursive"}, Options{Verbose: true, Recursive: true}},
		{[]string{"/V", "x.log"}, Options{}}, // the classic spelling has the value after a colon
		{[]string{"--verbose", "-x"}, Options{}},
		{[]string{"--set-content-type", "text/html", "--quiet"}, Options{SetContentType: true, ContentType: "text/html", Quiet: true}},
		{[]string{"--set-content-type", "-Y"}, Options{SetContentType: true, Quiet: true}},
		{[]string{"--include", "-x*"}, Options{Pattern: "-x*"}},
		{[]string{"--include", "/S"}, Options{Pattern: "/S"}},
		{[]string{"--include", "/h"}, Options{Pattern: "/h"}},
		{[]string{"--include", "/S:x"}, Options{}},
		{[]string{"--include", "/NC:4"}, Options{}},
		{[]string{"--include", "--x"}, Options{}},
		{[]string{"--include=--x"}, Options{Pattern: "--x"}},
		{[]string{"--include", "a:b"}, Options{Pattern: "a:b"}},
		{[]string{"--recursive", "yes"}, Options{}},
	} {
		args := append(tt.args[:len(tt.args):len(tt.args)], at...)
		if reflect.DeepEqual(tt.want, Options{}) {
			mustFail(t, args...)
			continue
		}
		tt.want.Source, tt.want.Dest = folder, container
		if got := mustParse(t, args...); !reflect.DeepEqual(got, located(t, tt.want)) {
			t.Errorf("%q: got %+v, want %+v", tt.args, got, tt.want)
		}
	}
}

// A location in the classic spelling is the next option, also with the guide's slip of the missing colon.
func TestLocationIsNextOption(t *testing.T) {
	for _, args := range [][]string{
		{"--resume", "/Source:" + folder, "/Dest:" + container},
		{"--resume", "-Source:" + folder, "--destination", container},
		{"--destination", container, "--resume", `/SourceC:\myfolder`},
		{"/Dest:" + container, `/SourceC:\myfolder`, "--resume"},
	} {
		want := located(t, Options{Source: folder, Dest: container, Journal: true})
		if got := mustParse(t, args...); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %+v, want %+v", args, got, want)
		}
	}
}

// A missing colon is understood before a drive letter, and nowhere else.
func TestMissingColon(t *testing.T) {
	for arg, want := range map[string]string{
		`/DestC:\folder`: `C:\folder`, `-destc:/folder`: `c:/folder`, `/DESTz:\`: `z:\`,
	} {
		if got := mustParse(t, "/Source:"+container, arg).Dest; got != want {
			t.Errorf("%s: got %q, want %q", arg, got, want)
		}
	}
	for _, arg := range []string{`/DestC:folder`, `/DestCC:\folder`, `/Dest1:\folder`, `--destinationC:\folder`, `--DestC:\folder`, `/ZC:\folder`} {
		mustFail(t, "/Source:"+container, arg)
	}
}

// On Linux and macOS an absolute path is a value in either spelling.
func TestAbsolutePaths(t *testing.T) {
	want := located(t, Options{Source: "/home/me/data", Dest: container, Verbose: true, VerboseFile: "/tmp/x"})
	for _, args := range [][]string{
		{"/Source:/home/me/data", "/Dest:" + container, "/V:/tmp/x"},
		{"--source", "/home/me/data", "--destination", container, "--verbose", "/tmp/x"},
		{"--source=/home/me/data", "--destination=" + container, "--verbose=/tmp/x"},
	} {
		if got := mustParse(t, args...); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %+v, want %+v", args, got, want)
		}
	}
}
