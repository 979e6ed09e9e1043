package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// showModTime prints when a file or folder was last modified, for stdout, in UTC and to the nanosecond.
//
//	mtime path
func showModTime(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: mtime path")
	}
	info, err := os.Stat(ts.MkAbs(args[0]))
	ts.Check(err)
	fmt.Fprintln(ts.Stdout(), info.ModTime().UTC().Format(time.RFC3339Nano))
}

// setModTime sets when files were last modified, as a distance from now.
//
//	touch duration path...
func setModTime(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: touch duration path...")
	}
	by, err := time.ParseDuration(args[0])
	ts.Check(err)
	at := time.Now().Add(by)
	for _, path := range args[1:] {
		ts.Check(os.Chtimes(ts.MkAbs(path), at, at))
	}
}

// showBlobTime prints when a blob was last modified, for stdout, as mtime does.
//
//	blobtime container-URL name
func showBlobTime(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: blobtime container-URL name")
	}
	properties, err := client(ts, args[0]).NewBlobClient(args[1]).GetProperties(context.Background(), nil)
	ts.Check(err)
	fmt.Fprintln(ts.Stdout(), properties.LastModified.UTC().Format(time.RFC3339Nano))
}
