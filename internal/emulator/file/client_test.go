package file_test

import (
	"bytes"
	"math/rand/v2"
	"net/http/httptest"
	"testing"

	"azcopy/internal/emulator"
	"azcopy/internal/emulator/auth"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azfile/service"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azfile/share"
)

// newShare returns a share, as the official client sees it.
func newShare(t *testing.T) *share.Client {
	t.Helper()
	em, err := emulator.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(em.File())
	t.Cleanup(server.Close)
	key, err := service.NewSharedKeyCredential(auth.DevelopmentAccount, auth.DevelopmentKey)
	if err != nil {
		t.Fatal(err)
	}
	client, err := service.NewClientWithSharedKeyCredential(server.URL+"/"+auth.DevelopmentAccount, key, nil)
	if err != nil {
		t.Fatal(err)
	}
	box := client.NewShareClient("box")
	if _, err := box.Create(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	return box
}

// TestTheOfficialClientWritesAndReads moves a file in ranges, many at once, with a client that others wrote.
func TestTheOfficialClientWritesAndReads(t *testing.T) {
	box := newShare(t)
	if _, err := box.NewDirectoryClient("dir").Create(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	file := box.NewDirectoryClient("dir").NewFileClient("file")
	content := make([]byte, 9<<20+1)
	for i := range content {
		content[i] = byte(rand.Uint32())
	}
	if _, err := file.Create(t.Context(), int64(len(content)), nil); err != nil {
		t.Fatal(err)
	}
	if err := file.UploadBuffer(t.Context(), content, nil); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, len(content))
	if n, err := file.DownloadBuffer(t.Context(), got, nil); err != nil || n != int64(len(content)) || !bytes.Equal(got, content) {
		t.Errorf("%d bytes of %d came back, the same: %v, %v", n, len(content), bytes.Equal(got, content), err)
	}
	page, err := box.NewDirectoryClient("dir").NewListFilesAndDirectoriesPager(nil).NextPage(t.Context())
	if err != nil || len(page.Segment.Files) != 1 || *page.Segment.Files[0].Properties.ContentLength != int64(len(content)) {
		t.Errorf("it is listed as %+v, %v", page.Segment, err)
	}
}
