package local

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"azcopy/internal/storage"
)

// writable returns a destination that is ready for writing.
func writable(t *testing.T, folder string) *Destination {
	t.Helper()
	d := NewDestination(folder, false)
	if err := d.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func assertHolds(t *testing.T, path, want string) {
	t.Helper()
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("%s holds %.50q, %v, want %q", path, got, err, want)
	}
}

// An object may have the name of a temporary file, when what a download left was uploaded: it is a file like any other,
// apart from the temporary files of this run.
func TestObjectsThatAreNamedAsTemporaryFiles(t *testing.T) {
	predicted := sha256.Sum256([]byte("v"))
	for what, name := range map[string]string{
		"by a rule that anybody could know": fmt.Sprintf(".azcopy-%x.partial", predicted[:8]),
		"by another run":                    writable(t, t.TempDir()).partialName("v"),
	} {
		t.Run(what, func(t *testing.T) {
			folder := t.TempDir()
			d := writable(t, folder)
			v, err := d.Create(t.Context(), storage.Object{Name: "v", Size: 5}, nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := d.Put(t.Context(), storage.Object{Name: name, Size: 5}, []byte("other")); err != nil {
				t.Error(err)
			}
			if err := v.WriteChunk(t.Context(), storage.Chunk{Length: 5}, []byte("of v ")); err != nil {
				t.Error(err)
			}
			if err := v.Commit(t.Context(), storage.Properties{}); err != nil {
				t.Error(err)
			}
			assertHolds(t, filepath.Join(folder, "v"), "of v ")
			assertHolds(t, filepath.Join(folder, name), "other")
		})
	}
}

// When the source has a copy of a temporary file of this very run, that object fails, before and after the other one is
// written.
func TestAnObjectThatIsNamedAsATemporaryFileOfThisRun(t *testing.T) {
	folder := t.TempDir()
	d := writable(t, folder)
	name := d.partialName("sub/v")
	refused := func() {
		t.Helper()
		err := d.Put(t.Context(), storage.Object{Name: name, Size: 5}, []byte("other"))
		_, creating := d.Create(t.Context(), storage.Object{Name: name, Size: 5}, nil)
		for _, err := range []error{err, creating} {
			if storage.KindOf(err) != storage.InvalidName || !strings.Contains(err.Error(), "temporary file of this run") {
				t.Errorf("got %v", err)
			}
		}
	}
	refused()
	v, err := d.Create(t.Context(), storage.Object{Name: "sub/v", Size: 5}, nil)
	if err != nil {
		t.Fatal(err)
	}
	refused()
	if err := v.WriteChunk(t.Context(), storage.Chunk{Length: 5}, []byte("of v ")); err != nil {
		t.Error(err)
	}
	if err := v.Commit(t.Context(), storage.Properties{}); err != nil {
		t.Error(err)
	}
	refused()
	assertHolds(t, filepath.Join(folder, "sub", "v"), "of v ")
}

// The file that was written gets the name, and nothing that has taken its place.
func TestWhatIsRenamedIsWhatWasWritten(t *testing.T) {
	folder := t.TempDir()
	touch(t, folder, "v", "another")
	d := writable(t, folder)
	v, err := d.Create(t.Context(), storage.Object{Name: "v", Size: 5}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := v.WriteChunk(t.Context(), storage.Chunk{Length: 5}, []byte("of v ")); err != nil {
		t.Fatal(err)
	}
	partial := filepath.Join(folder, d.partialName("v"))
	if err := os.Rename(filepath.Join(folder, "another"), partial); err != nil {
		t.Fatal(err)
	}
	if err := v.Commit(t.Context(), storage.Properties{}); err == nil || !strings.Contains(err.Error(), "another program has removed or replaced "+partial) {
		t.Errorf("got %v", err)
	}
	if err := v.Abort(t.Context()); err != nil {
		t.Error(err)
	}
	assertHolds(t, filepath.Join(folder, "v"), "v")
	assertHolds(t, partial, "another")
}

// Only names that this program makes are taken for temporary ones.
func TestIsTemporary(t *testing.T) {
	name := NewDestination("", false).partialName("sub/x")
	for _, tt := range []struct {
		name string
		want bool
	}{
		{name, true},
		{strings.TrimPrefix(name, "sub/"), true},
		{name + "/x", false},
		{strings.Replace(name, ".partial", ".part", 1), false},
		{strings.Replace(name, ".azcopy-", ".azcopy_", 1), false},
		{strings.Replace(name, ".azcopy-", ".azcopy-0", 1), false},
		{".azcopy-" + strings.ToUpper(name[len("sub/.azcopy-"):len(name)-len(".partial")]) + ".partial", false},
		{".azcopy-0123456789abcdef.partial", false},
		{".azcopy-0123456789abcdef0123456789abcdef.partial", false},
		{".azcopy-.partial", false},
		{".azcopy-", false},
		{"", false},
	} {
		if got := IsTemporary(tt.name); got != tt.want {
			t.Errorf("%q: %v", tt.name, got)
		}
	}
}

// A run that resumes another knows its files, and no other run does.
func TestTemporaryNamesFollowFromTheRun(t *testing.T) {
	of := func(run string) *Destination { return NewDestination("", false).With(DestinationOptions{Run: run}) }
	a, again, b := of("a"), of("a"), of("b")
	name := a.partialName("v")
	unnamed, another := of(""), of("")
	if again.partialName("v") != name || b.partialName("v") == name || unnamed.partialName("v") == another.partialName("v") {
		t.Error("the names do not follow from the run alone")
	}
	if !again.isPartialName(name) || b.isPartialName(name) {
		t.Error("a run does not know its own from those of another")
	}
}

func FuzzIsTemporary(f *testing.F) {
	f.Add("")
	f.Add(NewDestination("", false).partialName("x"))
	f.Add(".azcopy-\xff.partial")
	d := NewDestination("", false)
	f.Fuzz(func(t *testing.T, name string) {
		if d.isPartialName(name) && !IsTemporary(name) {
			t.Errorf("%q is a temporary name of a run, and of none", name)
		}
		if name != "" && !d.isPartialName(d.partialName(name)) {
			t.Errorf("the temporary name of %q is not recognized", name)
		}
	})
}
