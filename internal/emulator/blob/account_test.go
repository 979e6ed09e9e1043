package blob_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"azcopy/internal/emulator"
	"azcopy/internal/emulator/auth"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/streaming"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/bloberror"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/sas"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/service"
)

const (
	otherAccount = "otheraccount"
	otherKey     = "YW5vdGhlciBhY2NvdW50LCBhbm90aGVyIGtleQ=="
)

// account is an emulator on a listener, and the client of an account in it.
type account struct {
	*service.Client
	url   string // of the server
	blob  http.Handler
	start time.Time
	skew  atomic.Int64
	close func()
}

// pass advances the emulator's clock.
func (a *account) pass(d time.Duration) { a.skew.Add(int64(d)) }

// now is the emulator's clock, which stands still unless a test advances it.
func (a *account) now() time.Time {
	return a.start.Add(time.Duration(a.skew.Load()))
}

// newAccount returns the development account of a new emulator, which also has a second account.
func newAccount(t *testing.T, options ...emulator.Option) *account {
	t.Helper()
	a := &account{start: time.Now().Truncate(time.Second)}
	options = append([]emulator.Option{emulator.WithClock(a.now), emulator.WithAccount(otherAccount, otherKey)}, options...)
	e, err := emulator.Open(t.Context(), options...)
	if err != nil {
		t.Fatal(err)
	}
	a.blob = e.Blob()
	server := httptest.NewServer(a.blob)
	a.close = sync.OnceFunc(func() {
		server.Close()
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(a.close)
	a.url = server.URL
	a.Client = a.client(t, auth.DevelopmentAccount, auth.DevelopmentKey)
	return a
}

// client returns a client of one of the emulator's accounts, without retries.
func (a *account) client(t *testing.T, name, key string) *service.Client {
	t.Helper()
	credential, err := service.NewSharedKeyCredential(name, key)
	if err != nil {
		t.Fatal(err)
	}
	c, err := service.NewClientWithSharedKeyCredential(a.url+"/"+name, credential, &service.ClientOptions{ClientOptions: once()})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func once() azcore.ClientOptions {
	return azcore.ClientOptions{Retry: policy.RetryOptions{MaxRetries: -1}}
}

// newContainer returns a new container.
func newContainer(t *testing.T, s *service.Client, name string) *container.Client {
	t.Helper()
	c := s.NewContainerClient(name)
	_, err := c.Create(t.Context(), nil)
	must(t, err)
	return c
}

// upload puts a block blob.
func upload(t *testing.T, c *container.Client, name, content string) {
	t.Helper()
	_, err := c.NewBlockBlobClient(name).Upload(t.Context(), body(content), nil)
	must(t, err)
}

func remove(t *testing.T, c *container.Client, name string) {
	t.Helper()
	_, err := c.NewBlobClient(name).Delete(t.Context(), nil)
	must(t, err)
}

// signed returns the URL of a blob or snapshot with a SAS of the account's key that permits reading.
func (a *account) signed(t *testing.T, name, key string, v sas.BlobSignatureValues, snapshot string) string {
	t.Helper()
	credential, err := service.NewSharedKeyCredential(name, key)
	must(t, err)
	if v.ExpiryTime.IsZero() {
		v.ExpiryTime = a.now().Add(time.Hour)
	}
	if v.Permissions == "" {
		v.Permissions = "r"
	}
	v.Protocol = sas.ProtocolHTTPSandHTTP
	query, err := v.SignWithSharedKey(credential)
	must(t, err)
	url := a.url + "/" + name + "/" + v.ContainerName + "/" + strings.ReplaceAll(v.BlobName, " ", "%20") + "?" + query.Encode()
	if snapshot != "" {
		url += "&snapshot=" + snapshot
	}
	return url
}

// body returns a body for the SDK.
func body(content string) io.ReadSeekCloser { return streaming.NopCloser(strings.NewReader(content)) }

// downloader is a client of a blob or a snapshot.
type downloader interface {
	DownloadStream(ctx context.Context, o *downloadOptions) (downloadResponse, error)
}

// content reads the whole blob.
func content(t *testing.T, c downloader) string {
	t.Helper()
	answer, err := c.DownloadStream(t.Context(), nil)
	must(t, err)
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	must(t, err)
	return string(data)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wantCode checks the code of an error; none for "".
func wantCode(t *testing.T, err error, code bloberror.Code) {
	t.Helper()
	switch {
	case code == "" && err != nil:
		t.Errorf("%v", err)
	case code != "" && !bloberror.HasCode(err, code):
		t.Errorf("got %v, want %s", err, code)
	}
}

// wantStatus checks the code and the status of an error.
func wantStatus(t *testing.T, err error, status int, code bloberror.Code) {
	t.Helper()
	wantCode(t, err, code)
	if refused, ok := err.(*azcore.ResponseError); ok && refused.StatusCode != status {
		t.Errorf("got the status %d, want %d", refused.StatusCode, status)
	}
}

func pages(fill byte, n int) string { return string(bytes.Repeat([]byte{fill}, n*512)) }

func ptr[T any](v T) *T { return to.Ptr(v) }

func itoa(n int) string { return strconv.Itoa(n) }
