//go:build linux || darwin

package local

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"azcopy/internal/storage"

	"golang.org/x/sys/unix"
)

// mark makes a file with Samba's extended attribute.
func mark(t *testing.T, folder, name, value string) {
	t.Helper()
	touch(t, folder, name)
	if err := unix.Setxattr(filepath.Join(folder, name), "user.DOSATTRIB", []byte(value), 0); err != nil {
		t.Fatalf("the file system of %s keeps no extended attributes (%v); run the test with TMPDIR in one that does", folder, err)
	}
}

func attributed(t *testing.T) string {
	folder := t.TempDir()
	mark(t, folder, "archived", "0x0")
	mark(t, folder, "changed", "0x20")
	mark(t, folder, "system", "0x26\x00")
	mark(t, folder, "sub/offline", "0x1000\x00\x00\x03\x00\x03\x00\x01\x00\x00\x00\x00\x10\x00\x00")
	mark(t, folder, "sub/newer", "\x00\x00\x05\x00\x05\x00\x00\x00\x11\x00\x00\x00\x01\x00\x00\x00")
	mark(t, folder, "unset", "\x00\x00\x05\x00\x05\x00\x00\x00\x10\x00\x00\x00\x00\x00\x00\x00")
	touch(t, folder, "bare", ".dot")
	return folder
}

func TestListByAttributes(t *testing.T) {
	s := NewSource(attributed(t))
	for _, tt := range []struct {
		filter AttributeFilter
		want   string
	}{
		{AttributeFilter{}, ".dot archived bare changed system unset sub/newer sub/offline"},
		{AttributeFilter{Archive: true}, ".dot bare changed system unset"},
		{AttributeFilter{Include: "N"}, "archived"},
		{AttributeFilter{Include: "HO"}, ".dot system sub/offline"},
		{AttributeFilter{Include: "R"}, "sub/newer"},
		{AttributeFilter{Exclude: "SHN"}, "bare changed unset sub/newer sub/offline"},
		{AttributeFilter{Archive: true, Exclude: "H"}, "bare changed unset"},
	} {
		names, failed := listed(t, s.With(SourceOptions{Attributes: tt.filter}), storage.Query{Recursive: true})
		if !slices.Equal(names, strings.Fields(tt.want)) || len(failed) > 0 {
			t.Errorf("%+v: listed %q, failed %q", tt.filter, names, failed)
		}
	}
}

func TestStatByAttributes(t *testing.T) {
	s := NewSource(attributed(t)).With(SourceOptions{Attributes: AttributeFilter{Archive: true}})
	if obj, err := s.Stat(t.Context(), "changed"); err != nil || obj.Name != "changed" || obj.Size != int64(len("changed")) {
		t.Errorf("got %+v, %v", obj, err)
	}
	if _, err := s.Stat(t.Context(), "archived"); storage.KindOf(err) != storage.NotFound {
		t.Errorf("got %v", err)
	}
}

// Attributes that can't be understood fail their own file only, and only where attributes are asked for.
func TestDamagedAttributes(t *testing.T) {
	folder := attributed(t)
	mark(t, folder, "damaged", "\x00\x00\x09\x00\x09\x00")
	touch(t, folder, "elsewhere")
	if err := os.Symlink("changed", filepath.Join(folder, "link")); err != nil {
		t.Fatal(err)
	}
	s := NewSource(folder)
	names, failed := listed(t, s.With(SourceOptions{Attributes: AttributeFilter{Archive: true}}), storage.Query{})
	if want := strings.Fields(".dot bare changed elsewhere link system unset"); !slices.Equal(names, want) {
		t.Errorf("listed %q", names)
	}
	if len(failed) != 1 || !strings.HasPrefix(failed[0], "damaged") {
		t.Errorf("failed %q", failed)
	}
	if names, failed = listed(t, s, storage.Query{}); !slices.Contains(names, "damaged") || len(failed) > 0 {
		t.Errorf("without a filter: listed %q, failed %q", names, failed)
	}
}

// A source that is to describe its files lists the attributes that are stored with them, and says nothing of the others.
func TestFilesAreDescribed(t *testing.T) {
	folder := t.TempDir()
	touch(t, folder, ".plain")
	mark(t, folder, "stored", "0x3\x00")
	for describe, want := range map[bool]map[string]string{
		false: {".plain": "", "stored": ""},
		true:  {".plain": "", "stored": "ReadOnly|Hidden"},
	} {
		s := NewSource(folder).With(SourceOptions{Describe: describe})
		for name, attributes := range want {
			if obj, err := s.Stat(t.Context(), name); err != nil || obj.Attributes != attributes {
				t.Errorf("described %v: %s has %q, %v", describe, name, obj.Attributes, err)
			}
		}
	}
}
