package blob_test

import (
	"crypto/md5"
	"strings"
	"testing"

	"azcopy/internal/emulator/auth"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/appendblob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/bloberror"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blockblob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/sas"
)

// fromURL is a container with a source "from" that consists of three blocks, and the signed URL of it.
func fromURL(t *testing.T) (c *container.Client, url, whole string) {
	a := newAccount(t)
	c = newContainer(t, a.Client, "sources")
	b := c.NewBlockBlobClient("from")
	var ids []string
	for _, id := range []string{"AAAA", "BBBB", "CCCC"} {
		text := strings.Repeat(id, 500)
		_, err := b.StageBlock(t.Context(), id, body(text), nil)
		must(t, err)
		ids, whole = append(ids, id), whole+text
	}
	_, err := b.CommitBlockList(t.Context(), ids, &blockblob.CommitBlockListOptions{
		HTTPHeaders: &blob.HTTPHeaders{BlobContentType: ptr("text/x"), BlobCacheControl: ptr("no-store")},
		Metadata:    map[string]*string{"of": ptr("from")},
	})
	must(t, err)
	return c, a.signed(t, auth.DevelopmentAccount, auth.DevelopmentKey, sas.BlobSignatureValues{ContainerName: "sources", BlobName: "from"}, ""), whole
}

func TestPutBlockFromURL(t *testing.T) {
	c, url, whole := fromURL(t)
	b := c.NewBlockBlobClient("to")
	stage := func(id, url string, span blob.HTTPRange, sum []byte) error {
		o := &blockblob.StageBlockFromURLOptions{Range: span}
		if sum != nil {
			o.SourceContentValidation = blob.SourceContentValidationTypeMD5(sum)
		}
		_, err := b.StageBlockFromURL(t.Context(), id, url, o)
		return err
	}
	part := md5.Sum([]byte(whole[1999:4001]))
	for _, row := range []struct {
		id, url string
		span    blob.HTTPRange
		sum     []byte
		status  int
		code    bloberror.Code
	}{
		{"1111", url, blob.HTTPRange{}, nil, 0, ""},
		{"2222", url, blob.HTTPRange{Offset: 1999, Count: 2002}, part[:], 0, ""},
		{"3333", url, blob.HTTPRange{Offset: 1998, Count: 2002}, part[:], 400, bloberror.MD5Mismatch},
		{"3333", url, blob.HTTPRange{Offset: 6000, Count: 1}, nil, 416, bloberror.InvalidRange},
		{"3333", c.NewBlobClient("from").URL(), blob.HTTPRange{}, nil, 404, bloberror.CannotVerifyCopySource},
	} {
		wantStatus(t, stage(row.id, row.url, row.span, row.sum), row.status, row.code)
	}
	_, err := b.CommitBlockList(t.Context(), []string{"2222", "1111"}, nil)
	must(t, err)
	if got := content(t, b); got != whole[1999:4001]+whole {
		t.Errorf("%d bytes differ", len(got))
	}
}

func TestAppendBlockFromURL(t *testing.T) {
	c, url, whole := fromURL(t)
	a := newAppendBlob(t, c, "to")
	for range 2 {
		_, err := a.AppendBlockFromURL(t.Context(), url, &appendblob.AppendBlockFromURLOptions{Range: blob.HTTPRange{Offset: 1000, Count: 3000}})
		must(t, err)
	}
	if got := content(t, a); got != whole[1000:4000]+whole[1000:4000] {
		t.Errorf("%d bytes differ", len(got))
	}
	_, err := a.AppendBlockFromURL(t.Context(), url, &appendblob.AppendBlockFromURLOptions{
		AppendPositionAccessConditions: &appendblob.AppendPositionAccessConditions{MaxSize: ptr(int64(6001))},
	})
	wantStatus(t, err, 412, bloberror.MaxBlobSizeConditionNotMet)
	_, err = c.NewAppendBlobClient("from").AppendBlockFromURL(t.Context(), url, nil)
	wantStatus(t, err, 409, bloberror.InvalidBlobType)
}

func TestPutPageFromURL(t *testing.T) {
	c, url, whole := fromURL(t)
	p := newPageBlob(t, c, "to", 8)
	_, err := p.UploadPagesFromURL(t.Context(), url, 1500, 1024, 1024, nil)
	must(t, err)
	if got := content(t, p); got != pages(0, 2)+whole[1500:2524]+pages(0, 4) {
		t.Errorf("%d bytes differ", len(got))
	}
	for _, row := range []struct {
		from, to, count int64
		status          int
		code            bloberror.Code
	}{
		{5900, 0, 512, 400, bloberror.InvalidHeaderValue}, // the source ends before
		{6000, 0, 512, 416, bloberror.InvalidRange},
		{0, 100, 512, 416, bloberror.InvalidPageRange},
		{0, 4096, 512, 416, bloberror.InvalidPageRange},
	} {
		_, err := p.UploadPagesFromURL(t.Context(), url, row.from, row.to, row.count, nil)
		wantStatus(t, err, row.status, row.code)
	}
	// A SAS is valid for its blob only.
	_, err = p.UploadPagesFromURL(t.Context(), strings.Replace(url, "/from?", "/to?", 1), 0, 0, 512, nil)
	wantStatus(t, err, 403, bloberror.CannotVerifyCopySource)
	if got := ranges(t, p, nil); got != "2-4" {
		t.Errorf("ranges %q", got)
	}
}

func TestPutBlobFromURL(t *testing.T) {
	c, url, whole := fromURL(t)
	b := c.NewBlockBlobClient("to")
	sum := md5.Sum([]byte(whole))
	for _, row := range []struct {
		options *blockblob.UploadBlobFromURLOptions
		kind    string
		cache   bool
		code    bloberror.Code
	}{
		{nil, "text/x", true, ""},
		{&blockblob.UploadBlobFromURLOptions{HTTPHeaders: &blob.HTTPHeaders{BlobContentType: ptr("text/y")}}, "text/y", true, ""},
		{&blockblob.UploadBlobFromURLOptions{CopySourceBlobProperties: ptr(false)}, "application/octet-stream", false, ""},
		{&blockblob.UploadBlobFromURLOptions{SourceContentMD5: sum[:]}, "text/x", true, ""},
		{&blockblob.UploadBlobFromURLOptions{SourceContentMD5: make([]byte, 16)}, "", false, bloberror.MD5Mismatch},
		{&blockblob.UploadBlobFromURLOptions{SourceModifiedAccessConditions: &blob.SourceModifiedAccessConditions{SourceIfMatch: ptr(azcore.ETag("a"))}}, "", false, bloberror.SourceConditionNotMet},
	} {
		_, err := b.UploadBlobFromURL(t.Context(), url, row.options)
		wantCode(t, err, row.code)
		if row.code != "" {
			continue
		}
		p, err := b.GetProperties(t.Context(), nil)
		must(t, err)
		if *p.ContentType != row.kind || (p.CacheControl != nil) != row.cache || string(p.ContentMD5) != string(sum[:]) || content(t, b) != whole {
			t.Errorf("%s, %v, %x, or the content", *p.ContentType, p.CacheControl, p.ContentMD5)
		}
	}
}

func TestCopyFromURL(t *testing.T) {
	c, url, whole := fromURL(t)
	b := c.NewBlockBlobClient("to")
	sum := md5.Sum([]byte(whole))
	answer, err := b.CopyFromURL(t.Context(), url, &blob.CopyFromURLOptions{SourceContentMD5: sum[:]})
	must(t, err)
	if *answer.CopyStatus != "success" || content(t, b) != whole {
		t.Errorf("%s", *answer.CopyStatus)
	}
	if got := copied(t, c.NewBlobClient("to")); got != "success 6000/6000" {
		t.Errorf("%q", got)
	}
	p, err := b.GetProperties(t.Context(), nil)
	must(t, err)
	if *p.ContentType != "text/x" || p.Metadata["Of"] == nil {
		t.Errorf("%s %v", *p.ContentType, p.Metadata)
	}
	_, err = b.CopyFromURL(t.Context(), url, &blob.CopyFromURLOptions{SourceContentMD5: make([]byte, 16)})
	wantStatus(t, err, 400, bloberror.MD5Mismatch)
	_, err = b.CopyFromURL(t.Context(), c.NewBlobClient("from").URL(), nil)
	wantStatus(t, err, 404, bloberror.CannotVerifyCopySource)
	remove(t, c, "from")
	newPageBlob(t, c, "from", 1)
	_, err = b.CopyFromURL(t.Context(), url, nil)
	wantStatus(t, err, 409, bloberror.InvalidSourceBlobType)
}

// A page blob's holes are zeros in a block.
func TestHolesFromURL(t *testing.T) {
	c, url, _ := fromURL(t)
	remove(t, c, "from")
	putPages(t, newPageBlob(t, c, "from", 4), 2, "A")
	b := c.NewBlockBlobClient("to")
	_, err := b.StageBlockFromURL(t.Context(), "AAAA", url, &blockblob.StageBlockFromURLOptions{Range: blob.HTTPRange{Offset: 512}})
	must(t, err)
	_, err = b.CommitBlockList(t.Context(), []string{"AAAA"}, nil)
	must(t, err)
	if got := letters(content(t, b)); got != ".A." {
		t.Errorf("%q", got)
	}
}
