package main

import (
	"bytes"
	"context"
	"crypto/md5"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blockblob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/sas"
	"github.com/rogpeppe/go-internal/testscript"
)

// client returns the official client of a container, in the account of its URL.
func client(ts *testscript.TestScript, containerURL string) *container.Client {
	u, err := url.Parse(containerURL)
	ts.Check(err)
	credential, err := container.NewSharedKeyCredential(accountOf(u), key)
	ts.Check(err)
	c, err := container.NewClientWithSharedKeyCredential(containerURL, credential, &container.ClientOptions{ClientOptions: clientOptions(ts)})
	ts.Check(err)
	return c
}

// clientOptions lead an official client to the server of the script.
func clientOptions(ts *testscript.TestScript) policy.ClientOptions {
	proxy, err := url.Parse(ts.Getenv("HTTPS_PROXY"))
	ts.Check(err)
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(ts.Value(productKey{}).(*product).certificate)
	return policy.ClientOptions{
		Retry: policy.RetryOptions{MaxRetries: -1},
		Transport: &http.Client{Transport: &http.Transport{
			Proxy: http.ProxyURL(proxy), TLSClientConfig: &tls.Config{RootCAs: roots}, DisableKeepAlives: true,
		}},
	}
}

// accountOf returns the account of an address: the first label of the host's name or, where that is an IP address, the
// first folder of the path.
func accountOf(u *url.URL) string {
	if _, err := netip.ParseAddr(u.Hostname()); err != nil {
		account, _, _ := strings.Cut(u.Host, ".")
		return account
	}
	account, _, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	return account
}

// listBlobs prints the name of each blob of a container, for stdout; with -l its size, content type and MD5 as well.
//
//	blobs [-l] https://account.blob.core.windows.net/container
func listBlobs(ts *testscript.TestScript, neg bool, args []string) {
	long := len(args) > 0 && args[0] == "-l"
	if long {
		args = args[1:]
	}
	if len(args) != 1 {
		ts.Fatalf("usage: blobs [-l] container-URL")
	}
	pager := client(ts, args[0]).NewListBlobsFlatPager(nil)
	var out strings.Builder
	for pager.More() {
		page, err := pager.NextPage(context.Background())
		if neg && err != nil {
			return
		}
		ts.Check(err)
		for _, item := range page.Segment.BlobItems {
			out.WriteString(*item.Name)
			if p := item.Properties; long {
				fmt.Fprintf(&out, " %d %s %s", *p.ContentLength, *p.ContentType, base64.StdEncoding.EncodeToString(p.ContentMD5))
			}
			out.WriteByte('\n')
		}
	}
	if neg {
		ts.Fatalf("the container is there")
	}
	_, err := ts.Stdout().Write([]byte(out.String()))
	ts.Check(err)
}

// putBlob creates blobs, and their container when it is missing, each with its own name as its content, or with none.
//
//	putblob [-empty] https://account.blob.core.windows.net/container name...
func putBlob(ts *testscript.TestScript, _ bool, args []string) {
	empty := len(args) > 0 && args[0] == "-empty"
	if empty {
		args = args[1:]
	}
	if len(args) < 1 {
		ts.Fatalf("usage: putblob [-empty] container-URL name...")
	}
	c := client(ts, args[0])
	// It may exist already; if it can't be created, the blobs can't either.
	_, _ = c.Create(context.Background(), nil)
	for _, name := range args[1:] {
		content := streaming{bytes.NewReader([]byte(name))}
		if empty {
			content = streaming{bytes.NewReader(nil)}
		}
		contentType := "text/plain"
		_, err := c.NewBlockBlobClient(name).Upload(context.Background(), content, &blockblob.UploadOptions{
			HTTPHeaders: &blob.HTTPHeaders{BlobContentType: &contentType},
		})
		ts.Check(err)
	}
}

// setMD5 stores another MD5 with a blob, that of no content, or none at all.
//
//	setmd5 container-URL name wrong|none
func setMD5(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: setmd5 container-URL name wrong|none")
	}
	var headers blob.HTTPHeaders // what it lacks is cleared
	if args[2] == "wrong" {
		sum := md5.Sum(nil)
		headers.BlobContentMD5 = sum[:]
	}
	_, err := client(ts, args[0]).NewBlobClient(args[1]).SetHTTPHeaders(context.Background(), headers, nil)
	ts.Check(err)
}

// putFolder creates blobs that stand for folders, as Data Lake Storage has them.
//
//	putfolder container-URL name...
func putFolder(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: putfolder container-URL name...")
	}
	c := client(ts, args[0])
	isFolder := "true"
	for _, name := range args[1:] {
		_, err := c.NewBlockBlobClient(name).Upload(context.Background(), streaming{bytes.NewReader(nil)}, &blockblob.UploadOptions{
			Metadata: map[string]*string{"hdi_isfolder": &isFolder},
		})
		ts.Check(err)
	}
}

type streaming struct{ *bytes.Reader }

func (streaming) Close() error { return nil }

// makeSAS puts a shared access signature for a container into a variable.
//
//	sas VARIABLE container-URL permissions [expired|lifetime]
func makeSAS(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 3 {
		ts.Fatalf("usage: sas VARIABLE container-URL permissions [expired|lifetime]")
	}
	u, err := url.Parse(args[1])
	ts.Check(err)
	credential, err := container.NewSharedKeyCredential(accountOf(u), key)
	ts.Check(err)
	lifetime := time.Hour
	switch {
	case len(args) > 3 && args[3] == "expired":
		lifetime = -time.Minute
	case len(args) > 3:
		lifetime, err = time.ParseDuration(args[3])
		ts.Check(err)
	}
	values := sas.BlobSignatureValues{
		ContainerName: path.Base(u.Path), Permissions: args[2], ExpiryTime: time.Now().Add(lifetime).UTC(),
	}
	parameters, err := values.SignWithSharedKey(credential)
	ts.Check(err)
	ts.Setenv(args[0], parameters.Encode())
}

// countRequests prints how many requests of each operation were served since it was called last, for stdout.
//
//	requests
func countRequests(ts *testscript.TestScript, _ bool, _ []string) {
	p := ts.Value(productKey{}).(*product)
	p.mu.Lock()
	counts := make(map[string]int)
	for _, call := range p.calls {
		counts[call.Operation]++
	}
	p.calls = nil
	p.mu.Unlock()
	out := ts.Stdout() // none at all is an output, too
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		fmt.Fprintf(out, "%s: %d\n", name, counts[name])
	}
}

// skewClock moves the service's clock.
//
//	skew duration
func skewClock(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: skew duration")
	}
	by, err := time.ParseDuration(args[0])
	ts.Check(err)
	ts.Value(productKey{}).(*product).skew.Store(int64(by))
}

// makeBigFile creates a file of so many bytes that no compression or hole makes small.
//
//	mkbig file bytes
func makeBigFile(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: mkbig file bytes")
	}
	size, err := strconv.Atoi(args[1])
	ts.Check(err)
	p := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte([]byte("the same bytes in every test run"))).Read(p) // it never fails
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), p, 0o666))
}

// listTree prints the path of each file below a folder, with slashes, for stdout.
//
//	tree folder
func listTree(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: tree folder")
	}
	root := ts.MkAbs(args[0])
	ts.Check(filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		relative, err := filepath.Rel(root, path)
		fmt.Fprintln(ts.Stdout(), filepath.ToSlash(relative))
		return err
	}))
}

// makeSocket makes a socket that nobody listens at.
//
//	socket path
func makeSocket(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: socket path")
	}
	// The path of a socket that is listened at may have about a hundred characters only.
	folder, err := os.MkdirTemp("", "")
	ts.Check(err)
	defer os.RemoveAll(folder)
	short := filepath.Join(folder, "s")
	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: short, Net: "unix"})
	ts.Check(err)
	listener.SetUnlinkOnClose(false)
	ts.Check(listener.Close())
	ts.Check(os.Rename(short, ts.MkAbs(args[0])))
}
