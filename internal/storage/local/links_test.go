package local

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"azcopy/internal/storage"
	"azcopy/internal/storage/tree"
)

// link makes symbolic links, from name to target.
func link(t *testing.T, folder string, links ...string) {
	t.Helper()
	for _, l := range links {
		name, target, _ := strings.Cut(l, " -> ")
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(target, path); err != nil {
			t.Fatal(err)
		}
	}
}

func TestLinksToFoldersAreFollowedWhenAsked(t *testing.T) {
	folder, elsewhere := t.TempDir(), t.TempDir()
	touch(t, elsewhere, "x", "deep/y")
	touch(t, folder, "a/file", "b", "z/file", "mm")
	link(t, folder, "m -> "+elsewhere, "again -> a", "z/up -> ../a", "filelink -> b")
	s := NewSource(folder)
	if names, _ := listed(t, s, storage.Query{Recursive: true}); !slices.Equal(names, []string{"b", "filelink", "mm", "a/file", "z/file"}) {
		t.Errorf("not asked, and listed %q", names)
	}
	s = s.With(SourceOptions{FollowLinks: true})
	want := []string{"b", "filelink", "mm", "a/file", "again/file", "m/x", "m/deep/y", "z/file", "z/up/file"}
	names, failed := listed(t, s, storage.Query{Recursive: true})
	if !slices.Equal(names, want) || len(failed) > 0 {
		t.Errorf("listed %q, failed %q", names, failed)
	}
	if names, _ := listed(t, s, storage.Query{}); !slices.Equal(names, want[:3]) {
		t.Errorf("the folder alone is %q", names)
	}
	if names, _ := listed(t, s, storage.Query{Prefix: "m/d", Recursive: true}); !slices.Equal(names, []string{"m/deep/y"}) {
		t.Errorf("listed %q below the prefix", names)
	}
	// A listing resumes after any of its names, in folders of any size.
	for _, inMemory := range []int{tree.InMemory, 2} {
		s.inMemory = inMemory
		for i, after := range want {
			names, _ := listed(t, s, storage.Query{Recursive: true, After: after})
			if !slices.Equal(names, want[i+1:]) {
				t.Errorf("after %s: listed %q", after, names)
			}
		}
	}
}

func TestDeadLoops(t *testing.T) {
	folder, elsewhere := t.TempDir(), t.TempDir()
	touch(t, folder, "a/b/file", "last/file")
	touch(t, elsewhere, "there")
	link(t, folder, "a/b/self -> .", "a/b/top -> ../..", "a/b/above -> ../../a", "out -> "+elsewhere)
	link(t, elsewhere, "back -> "+folder)
	s := NewSource(folder).With(SourceOptions{FollowLinks: true})
	names, failed := listed(t, s, storage.Query{Recursive: true})
	if want := []string{"a/b/file", "last/file", "out/there"}; !slices.Equal(names, want) {
		t.Errorf("listed %q", names)
	}
	want := []string{"a/b/above/", "a/b/self/", "a/b/top/", "out/back/"}
	for i := range want {
		want[i] = fmt.Sprintf("%s: %d", want[i], storage.Other)
	}
	if !slices.Equal(failed, want) {
		t.Errorf("failed %q, want %q", failed, want)
	}

	// A listing that starts inside such a folder knows what is above it.
	names, failed = listed(t, s, storage.Query{Recursive: true, Prefix: "a/b/"})
	if !slices.Equal(names, []string{"a/b/file"}) || !slices.Equal(failed, want[:3]) {
		t.Errorf("below the prefix: listed %q, failed %q", names, failed)
	}
	self := filepath.Join(folder, "a", "b", "self")
	text := fmt.Sprintf("Potential dead loop in directory structure due to symbolic link %s with target to .", self)
	for _, prefix := range []string{"a/b/self", "a/b/self/", "a/b/self/file"} {
		for _, err := range s.List(t.Context(), storage.Query{Recursive: true, Prefix: prefix}) {
			if err == nil || !strings.Contains(err.Error(), text) {
				t.Errorf("%s: got %v, want %s", prefix, err, text)
			}
		}
	}

	// One that resumes after such a folder resumes after everything that would be in it.
	names, failed = listed(t, s, storage.Query{Recursive: true, After: "a/b/self/"})
	if !slices.Equal(names, []string{"last/file", "out/there"}) || !slices.Equal(failed, want[2:]) {
		t.Errorf("after: listed %q, failed %q", names, failed)
	}
}
