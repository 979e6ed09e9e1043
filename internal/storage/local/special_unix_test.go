//go:build unix

package local

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

	"azcopy/internal/storage"
)

func TestLinksAndSpecialFiles(t *testing.T) {
	folder, elsewhere := t.TempDir(), t.TempDir()
	touch(t, elsewhere, "target", "sub/x")
	touch(t, folder, "plain", "bad\xffname")
	for link, target := range map[string]string{"link": "target", "folderlink": "sub", "broken": "absent"} {
		if err := os.Symlink(filepath.Join(elsewhere, target), filepath.Join(folder, link)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(folder, "fifo"), 0o666); err != nil {
		t.Fatal(err)
	}
	s := NewSource(folder)
	names, failed := listed(t, s, storage.Query{Recursive: true})
	if !slices.Equal(names, []string{"link", "plain"}) {
		t.Errorf("listed %q", names)
	}
	want := []string{
		fmt.Sprintf("bad\xffname: %d", storage.InvalidName),
		fmt.Sprintf("broken: %d", storage.NotFound),
		fmt.Sprintf("fifo: %d", storage.NotRegular),
	}
	if !slices.Equal(failed, want) {
		t.Errorf("failed %q, want %q", failed, want)
	}
	obj, err := s.Stat(t.Context(), "link")
	if err != nil || obj.Size != int64(len("target")) {
		t.Errorf("the link is %+v, %v, want the size of its target", obj, err)
	}
}
