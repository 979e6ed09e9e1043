package transfer_test

import (
	"os"
	"path/filepath"
	"testing"

	"azcopy/internal/storage"
	"azcopy/internal/storage/local"
	"azcopy/internal/storage/storagetest"
	"azcopy/internal/transfer"
)

// A blob that marks a folder becomes a folder in a file system, and stays a blob elsewhere.
func TestFolderStubs(t *testing.T) {
	stub := map[string]string{"Hdi_isfolder": "true"}
	s := &storagetest.Memory{}
	put(s, "folder", nil, nil, stub)
	put(s, "folder/file", []byte("x"), nil, nil)
	put(s, "deep/down/folder", nil, nil, stub)
	put(s, "full", []byte("content"), nil, stub)
	put(s, "taken", nil, nil, stub)
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "taken"), []byte("previous"), 0o666); err != nil {
		t.Fatal(err)
	}
	dest := local.NewDestination(folder, false)
	defer dest.Close()
	errs := move(t, &transfer.Copy{
		Source: s, Dest: dest, CheckMD5: false,
		SourceAt: storage.Location{Service: storage.Blob}, DestAt: storage.Location{Service: storage.Local, Path: folder},
	})
	for _, name := range []string{"folder", "folder/file", "deep/down/folder", "full"} {
		if err, settled := errs[name]; err != nil || !settled {
			t.Errorf("%s: %v", name, err)
		}
	}
	if !local.IsFolder(filepath.Join(folder, "folder")) || !local.IsFolder(filepath.Join(folder, "deep", "down", "folder")) {
		t.Error("a folder is missing")
	}
	if string(readFile(t, filepath.Join(folder, "full"))) != "content" || string(readFile(t, filepath.Join(folder, "folder", "file"))) != "x" {
		t.Error("a file is missing")
	}
	if storage.KindOf(errs["taken"]) != storage.FolderCollision || string(readFile(t, filepath.Join(folder, "taken"))) != "previous" {
		t.Errorf("with a file in its place: %v", errs["taken"])
	}

	azureDest, at := container(t)
	errs = move(t, &transfer.Copy{Source: s, Dest: azureDest, SourceAt: storage.Location{Service: storage.Blob}, DestAt: at})
	obj, err := azureDest.Stat(t.Context(), "folder")
	if errs["folder"] != nil || err != nil || !obj.IsFolder() {
		t.Errorf("got %+v, %v, %v", obj, errs["folder"], err)
	}
}
