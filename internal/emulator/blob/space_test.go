package blob_test

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"azcopy/internal/emulator"
	"azcopy/internal/emulator/index"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"
)

// When everything that shares bytes has been deleted, in any order, no byte and no record is left.
func TestNothingIsLeft(t *testing.T) {
	folder := t.TempDir()
	a := newAccount(t, emulator.WithFolder(folder))
	c := newContainer(t, a.Client, "space")
	makeShared(t, c)
	if n := extents(t, folder); n == 0 {
		t.Fatal("there are no extents to remove")
	}
	for _, name := range []string{"block", "page-copy", "append"} {
		_, err := c.NewBlobClient(name).Delete(t.Context(), &blob.DeleteOptions{DeleteSnapshots: ptr(blob.DeleteSnapshotsOptionTypeInclude)})
		must(t, err)
	}
	for name, want := range map[string]string{"block-copy": "a blockanother", "page": "zAB.", "append-copy": "appended"} {
		got := content(t, c.NewBlobClient(name))
		if name == "page" {
			got = letters(got)
		}
		if got != want {
			t.Errorf("%s became %q when what it shared was deleted", name, got)
		}
	}
	_, err := c.Delete(t.Context(), nil)
	must(t, err)
	if n := extents(t, folder); n != 0 {
		t.Errorf("%d extents are left", n)
	}
	a.close()
	for _, key := range keys(t, filepath.Join(folder, "index.db")) {
		t.Errorf("the record %q is left", key)
	}
}

// makeShared makes blobs of all types that share their bytes with snapshots and copies.
func makeShared(t *testing.T, c *container.Client) {
	t.Helper()
	b := c.NewBlockBlobClient("block")
	for i, text := range []string{"a block", "another", "staged again", "staged only"} {
		_, err := b.StageBlock(t.Context(), fmt.Sprintf("AAA%d", i%3), body(text), nil)
		must(t, err)
		if i == 1 {
			_, err = b.CommitBlockList(t.Context(), []string{"AAA0", "AAA1"}, nil)
			must(t, err)
		}
	}
	p := newPageBlob(t, c, "page", 8)
	putPages(t, p, 0, "AAAAAAAA")
	a := newAppendBlob(t, c, "append")
	_, err := a.AppendBlock(t.Context(), body("appended"), nil)
	must(t, err)
	for _, name := range []string{"block", "page", "append"} {
		take(t, c, name)
		_, err := c.NewBlobClient(name+"-copy").StartCopyFromURL(t.Context(), c.NewBlobClient(name).URL(), nil)
		must(t, err)
	}
	putPages(t, p, 2, "B")
	putPages(t, p, 3, " ")
	take(t, c, "page")
	putPages(t, p, 0, "z")
	_, err = p.Resize(t.Context(), 4*512, nil)
	must(t, err)
	_, err = a.AppendBlock(t.Context(), body(" more"), nil)
	must(t, err)
	_, err = c.NewBlobClient("page-copy").StartCopyFromURL(t.Context(), p.URL(), nil)
	must(t, err)
	_, err = p.StartCopyFromURL(t.Context(), p.URL(), nil)
	must(t, err)
}

// extents counts the files of bytes.
func extents(t *testing.T, folder string) int {
	t.Helper()
	n := 0
	must(t, filepath.WalkDir(filepath.Join(folder, "extents"), func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
		}
		return err
	}))
	return n
}

// keys returns the keys of an index that nobody uses.
func keys(t *testing.T, path string) []string {
	t.Helper()
	store, err := index.OpenFile(path)
	must(t, err)
	i, err := store.Part(index.Blob)
	must(t, err)
	var all []string
	must(t, i.View(func(tx index.Reader) error {
		cursor := tx.Cursor()
		for ok := cursor.Seek(""); ok; ok = cursor.Next() {
			all = append(all, strings.Clone(cursor.Key()))
		}
		return nil
	}))
	must(t, store.Close())
	return all
}
