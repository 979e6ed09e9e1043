package extent

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Each store keeps what it is given, and nothing of a write that broke off.
func TestStores(t *testing.T) {
	path := t.TempDir()
	inFolder, err := OpenFolder(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, store := range map[string]Store{"memory": NewMemory(), "folder": inFolder} {
		t.Run(name, func(t *testing.T) {
			want := bytes.Repeat([]byte("extent"), 100_000)
			id, err := store.Write(bytes.NewReader(want), int64(len(want)))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := store.Write(strings.NewReader("short"), 6); !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("a reader that ends too early: %v", err)
			}
			r, err := store.Open(id, 0)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(io.NewSectionReader(r, 0, int64(len(want))))
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("%d bytes came back of %d, %v", len(got), len(want), err)
			}
			if err := errors.Join(r.Close(), store.Remove(id)); err != nil {
				t.Error(err)
			}
			if _, err := store.Open(id, 0); err == nil {
				t.Error("a removed extent could be opened")
			}
		})
	}
	left, err := filepath.Glob(filepath.Join(path, "*", "*"))
	if err != nil || len(left) > 0 {
		t.Errorf("files are left: %q, %v", left, err)
	}
}

func TestOpenFolderRemovesWhatIsHalfWritten(t *testing.T) {
	path := t.TempDir()
	half := filepath.Join(path, incoming, "half")
	if err := os.MkdirAll(filepath.Dir(half), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(half, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenFolder(path); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(half); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file is still there: %v", err)
	}
}
