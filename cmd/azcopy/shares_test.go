package main

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/base64"
	"fmt"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"azcopy/internal/emulator/auth"
	"azcopy/internal/storage"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azfile/directory"
	azfile "github.com/Azure/azure-sdk-for-go/sdk/storage/azfile/file"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azfile/fileerror"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azfile/sas"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azfile/share"
	"github.com/rogpeppe/go-internal/testscript"
)

// shareClient returns the official client of a share, in the account of its URL.
func shareClient(ts *testscript.TestScript, shareURL string) *share.Client {
	u, err := url.Parse(shareURL)
	ts.Check(err)
	credential, err := share.NewSharedKeyCredential(accountOf(u), key)
	ts.Check(err)
	c, err := share.NewClientWithSharedKeyCredential(shareURL, credential, &share.ClientOptions{
		ClientOptions: clientOptions(ts), AllowTrailingDot: to.Ptr(true),
	})
	ts.Check(err)
	return c
}

// directoryOf returns the client of a directory in a share.
func directoryOf(c *share.Client, name string) *directory.Client {
	d := c.NewRootDirectoryClient()
	for part := range strings.SplitSeq(name, "/") {
		if part != "" && part != "." {
			d = d.NewSubdirectoryClient(part)
		}
	}
	return d
}

// putFile creates files, with their share and directories when they are missing, each with its own name as its content. A
// name that ends in a slash is a directory.
//
//	putfile https://account.file.core.windows.net/share name...
func putFile(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 1 {
		ts.Fatalf("usage: putfile share-URL name...")
	}
	ctx, c := context.Background(), shareClient(ts, args[0])
	// Whether they are there already does not matter; if they can't be made, the files can't either.
	_, _ = c.Create(ctx, nil)
	for _, name := range args[1:] {
		folder, base := path.Split(name)
		for i, char := range folder {
			if char == '/' {
				_, _ = directoryOf(c, folder[:i]).Create(ctx, nil)
			}
		}
		if base == "" {
			continue
		}
		f, sum := directoryOf(c, folder).NewFileClient(base), md5.Sum([]byte(name))
		_, err := f.Create(ctx, int64(len(name)), &azfile.CreateOptions{
			HTTPHeaders: &azfile.HTTPHeaders{ContentType: to.Ptr("text/plain"), ContentMD5: sum[:]},
			Metadata:    map[string]*string{"origin": to.Ptr("putfile")},
		})
		ts.Check(err)
		_, err = f.UploadRange(ctx, 0, streaming{bytes.NewReader([]byte(name))}, nil)
		ts.Check(err)
	}
}

// listFiles prints the name of each file of a share, and that of each empty directory with a slash, for stdout.
//
//	files https://account.file.core.windows.net/share
func listFiles(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: files share-URL")
	}
	names, err := filesBelow(shareClient(ts, args[0]), "")
	if neg {
		if err == nil {
			ts.Fatalf("the share is there")
		}
		return
	}
	ts.Check(err)
	out := ts.Stdout()
	for _, name := range names {
		fmt.Fprintln(out, name)
	}
}

func filesBelow(c *share.Client, folder string) ([]string, error) {
	var names []string
	pager := directoryOf(c, folder).NewListFilesAndDirectoriesPager(nil)
	for pager.More() {
		page, err := pager.NextPage(context.Background())
		if err != nil {
			return nil, err
		}
		for _, f := range page.Segment.Files {
			names = append(names, folder+*f.Name)
		}
		for _, d := range page.Segment.Directories {
			below, err := filesBelow(c, folder+*d.Name+"/")
			if err != nil {
				return nil, err
			}
			names = append(names, below...)
		}
	}
	if names == nil && folder != "" {
		names = []string{folder}
	}
	return names, nil
}

// sharedFiles returns the properties of the files of a share of the development account; there are none without the share.
func sharedFiles(t *testing.T, shareURL string) map[string]azfile.GetPropertiesResponse {
	t.Helper()
	credential, err := share.NewSharedKeyCredential(storage.DevelopmentAccount, auth.DevelopmentKey)
	check(t, err)
	c, err := share.NewClientWithSharedKeyCredential(shareURL, credential, nil)
	check(t, err)
	names, err := filesBelow(c, "")
	if fileerror.HasCode(err, fileerror.ShareNotFound) {
		return nil
	}
	check(t, err)
	files := map[string]azfile.GetPropertiesResponse{}
	for _, name := range names {
		folder, base := path.Split(name)
		if base == "" { // an empty directory
			continue
		}
		p, err := directoryOf(c, folder).NewFileClient(base).GetProperties(t.Context(), nil)
		check(t, err)
		files[name] = p
	}
	return files
}

// showFile prints the size, properties, metadata and attributes of a file, for stdout; with -t its last-write time alone.
//
//	showfile [-t] share-URL name
func showFile(ts *testscript.TestScript, _ bool, args []string) {
	times := len(args) > 0 && args[0] == "-t"
	if times {
		args = args[1:]
	}
	if len(args) != 2 {
		ts.Fatalf("usage: showfile [-t] share-URL name")
	}
	folder, base := path.Split(args[1])
	p, err := directoryOf(shareClient(ts, args[0]), folder).NewFileClient(base).GetProperties(context.Background(), nil)
	ts.Check(err)
	out := ts.Stdout()
	if times {
		fmt.Fprintln(out, p.FileLastWriteTime.UTC().Format(time.RFC3339Nano))
		return
	}
	fmt.Fprintf(out, "%d\ntype=%s\nmd5=%s\nattributes=%s\n", *p.ContentLength, *p.ContentType,
		base64.StdEncoding.EncodeToString(p.ContentMD5), *p.FileAttributes)
	for _, name := range slices.Sorted(maps.Keys(p.Metadata)) {
		fmt.Fprintf(out, "meta.%s=%s\n", strings.ToLower(name), *p.Metadata[name])
	}
}

// snapshotShare takes a snapshot of a share, and puts its time stamp into a variable.
//
//	sharesnapshot VARIABLE share-URL
func snapshotShare(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: sharesnapshot VARIABLE share-URL")
	}
	resp, err := shareClient(ts, args[1]).CreateSnapshot(context.Background(), nil)
	ts.Check(err)
	ts.Setenv(args[0], *resp.Snapshot)
}

// makeShareSAS puts a shared access signature for a share into a variable.
//
//	sharesas VARIABLE share-URL permissions
func makeShareSAS(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: sharesas VARIABLE share-URL permissions")
	}
	u, err := url.Parse(args[1])
	ts.Check(err)
	credential, err := share.NewSharedKeyCredential(accountOf(u), key)
	ts.Check(err)
	parameters, err := sas.SignatureValues{
		ShareName: path.Base(u.Path), Permissions: args[2], ExpiryTime: time.Now().Add(time.Hour).UTC(),
	}.SignWithSharedKey(credential)
	ts.Check(err)
	ts.Setenv(args[0], parameters.Encode())
}
