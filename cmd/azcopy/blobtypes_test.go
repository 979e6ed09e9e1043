package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/rogpeppe/go-internal/testscript"
)

// listTypes prints the name, type, size and MD5 of each blob of a container, for stdout.
//
//	blobtypes https://account.blob.core.windows.net/container
func listTypes(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: blobtypes container-URL")
	}
	pager := client(ts, args[0]).NewListBlobsFlatPager(nil)
	for pager.More() {
		page, err := pager.NextPage(context.Background())
		ts.Check(err)
		for _, item := range page.Segment.BlobItems {
			p := item.Properties
			fmt.Fprintf(ts.Stdout(), "%s %s %d %s\n", *item.Name, *p.BlobType, *p.ContentLength, base64.StdEncoding.EncodeToString(p.ContentMD5))
		}
	}
}

// putPages creates a page blob, and its container when it is missing, with a page of its name at each offset.
//
//	putpages https://account.blob.core.windows.net/container name bytes offset...
func putPages(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 3 {
		ts.Fatalf("usage: putpages container-URL name bytes offset...")
	}
	c := client(ts, args[0])
	// It may exist already; if it can't be created, the blob can't either.
	_, _ = c.Create(context.Background(), nil)
	var numbers []int64
	for _, arg := range args[2:] {
		n, err := strconv.ParseInt(arg, 10, 64)
		ts.Check(err)
		numbers = append(numbers, n)
	}
	pages := c.NewPageBlobClient(args[1])
	_, err := pages.Create(context.Background(), numbers[0], nil)
	ts.Check(err)
	for _, offset := range numbers[1:] {
		page := streaming{bytes.NewReader(bytes.Repeat([]byte(args[1]), 512)[:512])}
		_, err := pages.UploadPages(context.Background(), page, blob.HTTPRange{Offset: offset, Count: 512}, nil)
		ts.Check(err)
	}
}

// putAppend creates append blobs, and their container when it is missing, each with its own name as its content.
//
//	putappend https://account.blob.core.windows.net/container name...
func putAppend(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 1 {
		ts.Fatalf("usage: putappend container-URL name...")
	}
	c := client(ts, args[0])
	_, _ = c.Create(context.Background(), nil) // as in putPages
	for _, name := range args[1:] {
		appended := c.NewAppendBlobClient(name)
		_, err := appended.Create(context.Background(), nil)
		ts.Check(err)
		_, err = appended.AppendBlock(context.Background(), streaming{bytes.NewReader([]byte(name))}, nil)
		ts.Check(err)
	}
}

// takeSnapshot takes a snapshot of a blob and puts its time, as it stands in the names of copies, into a variable.
//
//	snapshot VARIABLE https://account.blob.core.windows.net/container name
func takeSnapshot(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: snapshot VARIABLE container-URL name")
	}
	taken, err := client(ts, args[1]).NewBlobClient(args[2]).CreateSnapshot(context.Background(), nil)
	ts.Check(err)
	seconds, _, _ := strings.Cut(*taken.Snapshot, ".")
	ts.Setenv(args[0], strings.NewReplacer("T", " ", ":", "").Replace(seconds))
}
