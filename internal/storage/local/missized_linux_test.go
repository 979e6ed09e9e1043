package local

import (
	"os"
	"strings"
	"testing"

	"azcopy/internal/storage"
)

// Files whose size says nothing about their content fail; none becomes an empty object.
func TestFilesWithoutATrueSize(t *testing.T) {
	for _, path := range []string{"/proc/version", "/proc/cpuinfo", "/proc/self/status", "/sys/kernel/mm/transparent_hugepage/enabled", "/sys/devices/system/cpu/online"} {
		want := "it has more content than the 0 bytes that its size says"
		if strings.HasPrefix(path, "/sys/") {
			want = "it has less content than the 4096 bytes that its size says"
		}
		if _, err := os.Stat(path); err != nil {
			continue // not every machine has all of them
		}
		if err := readThrough(t, NewSource("/"), path[1:]); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", path, err, want)
		}
	}
}

// readThrough reads a file as a copy does.
func readThrough(t *testing.T, s *Source, name string) error {
	t.Helper()
	obj, err := s.Stat(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.Open(t.Context(), obj)
	if err != nil {
		return err
	}
	defer c.Close()
	if err := c.ReadRange(t.Context(), make([]byte, obj.Size), 0); err != nil {
		return err
	}
	return c.Verify(t.Context())
}

// An empty file is copied as an empty file.
func TestAnEmptyFileIsRead(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(folder+"/empty", nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := readThrough(t, NewSource(folder), "empty"); err != nil {
		t.Error(err)
	}
}

// A file that is longer than it was listed has changed, and is not one of those files.
func TestAFileThatGrewHasChanged(t *testing.T) {
	for _, listed := range []int64{0, 3} {
		folder := t.TempDir()
		touch(t, folder, "longer")
		s := NewSource(folder)
		obj, err := s.Stat(t.Context(), "longer")
		if err != nil {
			t.Fatal(err)
		}
		obj.Size = listed
		c, err := s.Open(t.Context(), obj)
		if err == nil {
			err = c.Verify(t.Context())
			c.Close()
		}
		if storage.KindOf(err) != storage.Changed {
			t.Errorf("listed with %d bytes: %v", listed, err)
		}
	}
}
