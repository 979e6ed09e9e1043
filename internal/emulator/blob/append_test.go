package blob_test

import (
	"crypto/md5"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/appendblob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/bloberror"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"
)

func newAppendBlob(t *testing.T, c *container.Client, name string) *appendblob.Client {
	t.Helper()
	a := c.NewAppendBlobClient(name)
	_, err := a.Create(t.Context(), nil)
	must(t, err)
	return a
}

func TestAppend(t *testing.T) {
	c := newContainer(t, newAccount(t).Client, "appended")
	a := newAppendBlob(t, c, "log")
	if got := content(t, a); got != "" {
		t.Errorf("a new blob holds %q", got)
	}
	whole := ""
	for i, block := range []string{"first ", "second ", strings.Repeat("third ", 1000)} {
		answer, err := a.AppendBlock(t.Context(), body(block), nil)
		must(t, err)
		if *answer.BlobAppendOffset != itoa(len(whole)) || int(*answer.BlobCommittedBlockCount) != i+1 {
			t.Errorf("block %d: at %s, %d blocks", i, *answer.BlobAppendOffset, *answer.BlobCommittedBlockCount)
		}
		whole += block
	}
	if got := content(t, a); got != whole {
		t.Errorf("%d bytes came back of %d", len(got), len(whole))
	}
	properties, err := a.GetProperties(t.Context(), nil)
	must(t, err)
	item := list(t, c, container.ListBlobsFlatOptions{})[0].Properties
	if *properties.BlobCommittedBlockCount != 3 || *properties.BlobType != blob.BlobTypeAppendBlob ||
		*item.BlobType != blob.BlobTypeAppendBlob || *item.ContentLength != int64(len(whole)) {
		t.Errorf("%d blocks of %s, listed as %s of %d bytes", *properties.BlobCommittedBlockCount, *properties.BlobType, *item.BlobType, *item.ContentLength)
	}
	newAppendBlob(t, c, "log")
	if got := content(t, a); got != "" {
		t.Errorf("created again, it holds %q", got)
	}
}

func TestRefusedAppends(t *testing.T) {
	c := newContainer(t, newAccount(t).Client, "appended")
	_, err := newAppendBlob(t, c, "log").AppendBlock(t.Context(), body("12345"), nil)
	must(t, err)
	upload(t, c, "block", "content")
	position := func(at, limit int64) *appendblob.AppendBlockOptions {
		o := &appendblob.AppendPositionAccessConditions{}
		if at >= 0 {
			o.AppendPosition = &at
		}
		if limit >= 0 {
			o.MaxSize = &limit
		}
		return &appendblob.AppendBlockOptions{AppendPositionAccessConditions: o}
	}
	sum := md5.Sum([]byte("something else"))
	for _, row := range []struct {
		name, blob string
		options    *appendblob.AppendBlockOptions
		size       int
		status     int
		code       bloberror.Code
	}{
		{"before the end", "log", position(4, -1), 3, 412, bloberror.AppendPositionConditionNotMet},
		{"after the end", "log", position(6, -1), 3, 412, bloberror.AppendPositionConditionNotMet},
		{"too long then", "log", position(-1, 7), 3, 412, bloberror.MaxBlobSizeConditionNotMet},
		{"no block", "log", nil, 0, 400, bloberror.InvalidHeaderValue},
		{"too much", "log", nil, 100<<20 + 1, 413, bloberror.RequestBodyTooLarge},
		{"a block blob", "block", nil, 3, 409, bloberror.InvalidBlobType},
		{"no blob", "missing", nil, 3, 404, bloberror.BlobNotFound},
		{"damaged", "log", &appendblob.AppendBlockOptions{TransactionalValidation: blob.TransferValidationTypeMD5(sum[:])}, 3, 400, bloberror.MD5Mismatch},
		{"all conditions hold", "log", position(5, 8), 3, 0, ""},
	} {
		_, err := c.NewAppendBlobClient(row.blob).AppendBlock(t.Context(), body(strings.Repeat("x", row.size)), row.options)
		t.Log(row.name)
		wantStatus(t, err, row.status, row.code)
	}
	if got := content(t, c.NewAppendBlobClient("log")); got != "12345xxx" {
		t.Errorf("%q", got)
	}
}

// An append blob takes 50,000 blocks and no more.
func TestAppendLimit(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes 50,000 requests")
	}
	log := newAppendBlob(t, newContainer(t, newAccount(t).Client, "appended"), "log")
	for range 50_000 {
		_, err := log.AppendBlock(t.Context(), body("x"), nil)
		must(t, err)
	}
	_, err := log.AppendBlock(t.Context(), body("x"), nil)
	wantStatus(t, err, 409, bloberror.BlockCountExceedsLimit)
}
