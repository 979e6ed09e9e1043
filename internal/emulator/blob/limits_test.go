package blob_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"azcopy/internal/emulator/auth"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/bloberror"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/sas"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/service"
)

func TestNameLimits(t *testing.T) {
	s := newAccount(t).Client
	for _, row := range []struct {
		name string
		code bloberror.Code
	}{
		{"abc", ""}, {"a-1", ""}, {strings.Repeat("a", 63), ""}, {"$root", ""},
		{"ab", bloberror.OutOfRangeInput}, {strings.Repeat("a", 64), bloberror.OutOfRangeInput},
		{"Abc", bloberror.InvalidResourceName}, {"a--b", bloberror.InvalidResourceName},
		{"-ab", bloberror.InvalidResourceName}, {"ab-", bloberror.InvalidResourceName}, {"a_b", bloberror.InvalidResourceName},
	} {
		_, err := s.NewContainerClient(row.name).Create(t.Context(), nil)
		t.Log(row.name)
		wantCode(t, err, row.code)
	}
	c := newContainer(t, s, "limits")
	for name, code := range map[string]bloberror.Code{
		strings.Repeat("n", 1024):         "",
		strings.Repeat("n", 1025):         bloberror.OutOfRangeInput,
		strings.Repeat("\u00fc", 1024):    "",
		strings.Repeat("\U0001F600", 512): "", // two characters each
		strings.Repeat("\U0001F600", 513): bloberror.OutOfRangeInput,
		strings.Repeat("d/", 253) + "n":   "",
		strings.Repeat("d/", 254) + "n":   bloberror.OutOfRangeInput,
	} {
		_, err := c.NewBlockBlobClient(name).Upload(t.Context(), body("x"), nil)
		wantCode(t, err, code)
		if code == "" {
			if got := content(t, c.NewBlobClient(name)); got != "x" {
				t.Errorf("%q", got)
			}
		}
	}
}

func TestMetadataLimit(t *testing.T) {
	c := newContainer(t, newAccount(t).Client, "limits")
	upload(t, c, "blob", "x")
	for size, code := range map[int]bloberror.Code{8 << 10: "", 8<<10 + 1: bloberror.MetadataTooLarge} {
		_, err := c.NewBlobClient("blob").SetMetadata(t.Context(), map[string]*string{"name": ptr(strings.Repeat("v", size-len("name")))}, nil)
		wantCode(t, err, code)
	}
}

// How large the body of each operation may be, by the version of the API. Only the length is announced: a body that is
// too large is refused before it is sent.
func TestBodyLimits(t *testing.T) {
	const mib = 1 << 20
	a := newAccount(t)
	c := newContainer(t, a.Client, "limits")
	newAppendBlob(t, c, "append")
	newPageBlob(t, c, "page", 16384)
	for _, row := range []struct {
		name, blob, query, version string
		header                     map[string]string
		limit                      int64
	}{
		{"Put Blob", "blob", "", "2015-04-05", map[string]string{"x-ms-blob-type": "BlockBlob"}, 64 * mib},
		{"Put Blob", "blob", "", "2016-05-31", map[string]string{"x-ms-blob-type": "BlockBlob"}, 256 * mib},
		{"Put Blob", "blob", "", "2019-12-12", map[string]string{"x-ms-blob-type": "BlockBlob"}, 5000 * mib},
		{"Put Block", "blob", "comp=block&blockid=AAAA", "2015-04-05", nil, 4 * mib},
		{"Put Block", "blob", "comp=block&blockid=AAAA", "2016-05-31", nil, 100 * mib},
		{"Put Block", "blob", "comp=block&blockid=AAAA", "2019-12-12", nil, 4000 * mib},
		{"Append Block", "append", "comp=appendblock", "2015-04-05", nil, 4 * mib},
		{"Append Block", "append", "comp=appendblock", "2021-12-02", nil, 4 * mib},
		{"Append Block", "append", "comp=appendblock", "2022-11-02", nil, 100 * mib},
		{"Put Page", "page", "comp=page", "2022-11-02", map[string]string{"x-ms-page-write": "update", "x-ms-range": "bytes=0-4194815"}, 4 * mib},
	} {
		url := a.signed(t, auth.DevelopmentAccount, auth.DevelopmentKey, sas.BlobSignatureValues{ContainerName: "limits", BlobName: row.blob, Permissions: "rw"}, "")
		r := httptest.NewRequest(http.MethodPut, url+"&"+row.query, strings.NewReader(""))
		r.ContentLength = row.limit + 1
		if row.name == "Put Page" {
			r.ContentLength = row.limit + 512
		}
		r.Header.Set("x-ms-version", row.version)
		for name, value := range row.header {
			r.Header.Set(name, value)
		}
		w := httptest.NewRecorder()
		a.blob.ServeHTTP(w, r)
		if got := w.Header().Get("x-ms-error-code"); w.Code != http.StatusRequestEntityTooLarge || got != "RequestBodyTooLarge" {
			t.Errorf("%s of %s with %d bytes: %d %s", row.name, row.version, r.ContentLength, w.Code, got)
		}
	}
	// The smallest of the limits can be tried from below as well.
	_, err := c.NewAppendBlobClient("append").AppendBlock(t.Context(), body(strings.Repeat("x", 4*mib)), nil)
	must(t, err)
	_, err = c.NewPageBlobClient("page").UploadPages(t.Context(), body(strings.Repeat("x", 4*mib)), blob.HTTPRange{Count: 4 * mib}, nil)
	must(t, err)
}

// A blob has at most 50,000 blocks.
func TestBlockListLimit(t *testing.T) {
	b := newContainer(t, newAccount(t).Client, "limits").NewBlockBlobClient("blob")
	id := base64.StdEncoding.EncodeToString([]byte("a block"))
	_, err := b.StageBlock(t.Context(), id, body("x"), nil)
	must(t, err)
	ids := make([]string, 50_001)
	for i := range ids {
		ids[i] = id
	}
	_, err = b.CommitBlockList(t.Context(), ids, nil)
	wantStatus(t, err, 400, bloberror.BlockListTooLong)
	_, err = b.CommitBlockList(t.Context(), ids[1:], nil)
	must(t, err)
	p, err := b.GetProperties(t.Context(), nil)
	must(t, err)
	if *p.ContentLength != 50_000 {
		t.Errorf("%d bytes", *p.ContentLength)
	}
}

// A blob has at most 100,000 uncommitted blocks; staging one again does not add to them.
func TestStagedLimit(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes 100,000 requests")
	}
	b := newContainer(t, newAccount(t).Client, "limits").NewBlockBlobClient("blob")
	stage := func(n int) error {
		_, err := b.StageBlock(t.Context(), base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "%06d", n)), body("x"), nil)
		return err
	}
	for n := range 100_000 {
		must(t, stage(n))
	}
	wantStatus(t, stage(100_000), 409, bloberror.BlockCountExceedsLimit)
	must(t, stage(99_999))
}

// The secondary endpoint can be read, but not written.
func TestSecondary(t *testing.T) {
	a := newAccount(t)
	c := newContainer(t, a.Client, "secondary")
	upload(t, c, "blob", "content")
	newPageBlob(t, c, "page", 1)
	id := take(t, c, "blob")
	key, err := service.NewSharedKeyCredential(auth.DevelopmentAccount, auth.DevelopmentKey)
	must(t, err)
	second, err := service.NewClientWithSharedKeyCredential(a.url+"/"+auth.DevelopmentAccount+"-secondary", key, &service.ClientOptions{ClientOptions: once()})
	must(t, err)
	s := second.NewContainerClient("secondary")
	if got := content(t, s.NewBlobClient("blob")) + content(t, at(t, s, "blob", id)) + fmt.Sprint(len(list(t, s, container.ListBlobsFlatOptions{}))); got != "contentcontent2" {
		t.Errorf("%q", got)
	}
	for name, write := range map[string]func() error{
		"Create Container": func() error { _, err := second.NewContainerClient("other").Create(t.Context(), nil); return err },
		"Put Blob":         func() error { _, err := s.NewBlockBlobClient("blob").Upload(t.Context(), body("x"), nil); return err },
		"Put Page": func() error {
			_, err := s.NewPageBlobClient("page").ClearPages(t.Context(), blob.HTTPRange{Count: 512}, nil)
			return err
		},
		"Snapshot Blob": func() error { _, err := s.NewBlobClient("blob").CreateSnapshot(t.Context(), nil); return err },
		"Copy Blob": func() error {
			_, err := s.NewBlobClient("to").StartCopyFromURL(t.Context(), c.NewBlobClient("blob").URL(), nil)
			return err
		},
		"Lease Blob":  func() error { return blobLeaser(s).do(t, "", "acquire", -1, "") },
		"Delete Blob": func() error { _, err := s.NewBlobClient("blob").Delete(t.Context(), nil); return err },
	} {
		t.Log(name)
		wantStatus(t, write(), 403, bloberror.InsufficientAccountPermissions)
	}
}
