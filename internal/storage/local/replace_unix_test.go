//go:build unix

package local

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"azcopy/internal/storage"
)

// writers are the ways in which a file is created.
func writers() map[string]func(t *testing.T, d *Destination, name, content string) error {
	return map[string]func(t *testing.T, d *Destination, name, content string) error{
		"at once": func(t *testing.T, d *Destination, name, content string) error {
			return d.Put(t.Context(), storage.Object{Name: name, Size: int64(len(content))}, []byte(content))
		},
		"in chunks": func(t *testing.T, d *Destination, name, content string) error {
			w, err := d.Create(t.Context(), storage.Object{Name: name, Size: int64(len(content))}, nil)
			if err != nil {
				return err
			}
			if err := w.WriteChunk(t.Context(), storage.Chunk{Length: int64(len(content))}, []byte(content)); err != nil {
				t.Error(err)
			}
			if err := w.Commit(t.Context(), storage.Properties{}); err != nil {
				_ = w.Abort(t.Context())
				return err
			}
			return nil
		},
	}
}

// A link in the destination folder is not replaced, and nothing is written through it, wherever it leads: its target would
// keep the previous content, or get another object's.
func TestLinksAreNotReplaced(t *testing.T) {
	for how, write := range writers() {
		t.Run(how, func(t *testing.T) {
			folder, elsewhere := t.TempDir(), t.TempDir()
			touch(t, elsewhere, "outside", "sub/x")
			touch(t, folder, "inside", "real/x")
			link(t, folder, "in -> inside", "out -> "+elsewhere+"/outside", "dangling -> absent", "null -> /dev/null", "round -> round",
				"folder -> "+elsewhere+"/sub", "nowhere -> "+elsewhere+"/absent", "within -> real")
			d := writable(t, folder)
			for name, want := range map[string]string{
				"in":        "it is a symbolic link to inside, and is not replaced",
				"out":       "it is a symbolic link to " + elsewhere + "/outside, and is not replaced",
				"dangling":  "it is a symbolic link to absent, and is not replaced",
				"null":      "it is a symbolic link to /dev/null, and is not replaced",
				"round":     "it is a symbolic link to round, and is not replaced",
				"folder":    "it is a symbolic link to " + elsewhere + "/sub, and is not replaced",
				"folder/x":  "/folder is a symbolic link to " + elsewhere + "/sub, whose target is missing or outside the destination folder",
				"nowhere/x": "/nowhere is a symbolic link to " + elsewhere + "/absent, whose target is missing or outside the destination folder",
			} {
				if err := write(t, d, name, "new"); err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("%s: got %v, want %s", name, err, want)
				}
				first, _, _ := strings.Cut(name, "/")
				if info, err := os.Lstat(filepath.Join(folder, first)); err != nil || info.Mode()&fs.ModeSymlink == 0 {
					t.Errorf("%s is no longer a link: %v, %v", first, info, err)
				}
			}
			if err := write(t, d, "within/x", "new"); err != nil {
				t.Errorf("a link to a folder of the destination: %v", err)
			}
			assertHolds(t, filepath.Join(folder, "inside"), "inside")
			assertHolds(t, filepath.Join(folder, "real", "x"), "new")
			assertHolds(t, filepath.Join(elsewhere, "outside"), "outside")
			assertHolds(t, filepath.Join(elsewhere, "sub", "x"), "sub/x")
			assertNoPartial(t, folder)
			assertNoPartial(t, elsewhere)
		})
	}
}

// A link that appears while the file is being written is not replaced either.
func TestALinkThatAppearsLaterIsNotReplaced(t *testing.T) {
	folder := t.TempDir()
	touch(t, folder, "target")
	d := writable(t, folder)
	w, err := d.Create(t.Context(), storage.Object{Name: "v", Size: 1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	link(t, folder, "v -> target")
	if err := w.Commit(t.Context(), storage.Properties{}); err == nil || !strings.Contains(err.Error(), "it is a symbolic link to target") {
		t.Errorf("got %v", err)
	}
	if err := w.Abort(t.Context()); err != nil {
		t.Error(err)
	}
	if to, err := os.Readlink(filepath.Join(folder, "v")); err != nil || to != "target" {
		t.Errorf("the link leads to %q, %v", to, err)
	}
	assertNoPartial(t, folder)
}

// A file that is replaced keeps its permissions, and until then nobody whom they keep out can read the new content.
func TestReplacedFilesKeepTheirMode(t *testing.T) {
	for how, write := range writers() {
		for _, mode := range []fs.FileMode{0o600, 0o640, 0o644, 0o755, 0o444, 0o666} {
			folder := t.TempDir()
			path := filepath.Join(folder, "x")
			touch(t, folder, "x")
			if err := os.Chmod(path, mode); err != nil {
				t.Fatal(err)
			}
			if err := write(t, writable(t, folder), "x", "new"); err != nil {
				t.Fatal(err)
			}
			if info, err := os.Stat(path); err != nil || info.Mode() != mode {
				t.Errorf("%s, %v: %v, %v", how, mode, info, err)
			}
			assertHolds(t, path, "new")
		}
	}
	folder := t.TempDir()
	touch(t, folder, "private")
	d := writable(t, folder)
	if err := os.Chmod(filepath.Join(folder, "private"), 0o600); err != nil {
		t.Fatal(err)
	}
	w, err := d.Create(t.Context(), storage.Object{Name: "private", Size: 1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(filepath.Join(folder, d.partialName("private"))); err != nil || info.Mode() != 0o600 {
		t.Errorf("while it is written: %v, %v", info, err)
	}
	if err := w.Abort(t.Context()); err != nil {
		t.Error(err)
	}
}

// A file that root replaces keeps its owner.
func TestReplacedFilesKeepTheirOwner(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give a file away")
	}
	folder := t.TempDir()
	path := filepath.Join(folder, "x")
	touch(t, folder, "x")
	if err := os.Chown(path, 12345, 23456); err != nil {
		t.Fatal(err)
	}
	if err := writers()["at once"](t, writable(t, folder), "x", "new"); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if stat := info.Sys().(*syscall.Stat_t); stat.Uid != 12345 || stat.Gid != 23456 {
		t.Errorf("it belongs to %d:%d", stat.Uid, stat.Gid)
	}
}

// A file with several names becomes one of its own, and that is reported.
func TestHardLinksAreReported(t *testing.T) {
	for how, write := range writers() {
		folder, elsewhere := t.TempDir(), t.TempDir()
		touch(t, elsewhere, "other")
		touch(t, folder, "alone")
		for _, name := range []string{"x", "y"} {
			if err := os.Link(filepath.Join(elsewhere, "other"), filepath.Join(folder, name)); err != nil {
				t.Fatal(err)
			}
		}
		var warned []string
		d := writable(t, folder).With(DestinationOptions{Warn: func(text string) { warned = append(warned, text) }})
		for _, name := range []string{"x", "alone", "fresh"} {
			if err := write(t, d, name, "new"); err != nil {
				t.Fatal(err)
			}
			assertHolds(t, filepath.Join(folder, name), "new")
		}
		assertHolds(t, filepath.Join(elsewhere, "other"), "other")
		want := "The file " + filepath.Join(folder, "x") + " had other names (hard links: 2), which keep the previous content; it is a file of its own now."
		if !slices.Equal(warned, []string{want}) {
			t.Errorf("%s: warned %q", how, warned)
		}
	}
}

// plants are what somebody else may put in place of a partial file.
func plants() map[string]func(outside, partial string) error {
	return map[string]func(outside, partial string) error{
		"hard link":     os.Link,
		"symbolic link": os.Symlink,
		"link within":   func(_, partial string) error { return os.Symlink("inside", partial) },
		"dangling link": func(_, partial string) error { return os.Symlink("absent", partial) },
		"pipe":          func(_, partial string) error { return syscall.Mkfifo(partial, 0o666) },
		"folder":        func(_, partial string) error { return os.Mkdir(partial, 0o777) },
	}
}

// A partial file that this program has not created is not written to.
func TestNothingIsWrittenThroughAPartialFile(t *testing.T) {
	for how, write := range writers() {
		for what, plant := range plants() {
			t.Run(what+", "+how, func(t *testing.T) {
				folder, elsewhere := t.TempDir(), t.TempDir()
				touch(t, elsewhere, "outside")
				touch(t, folder, "inside")
				d := writable(t, folder)
				outside := filepath.Join(elsewhere, "outside")
				if err := plant(outside, filepath.Join(folder, d.partialName("v"))); err != nil {
					t.Fatal(err)
				}
				err := write(t, d, "v", "new")
				if what == "hard link" && err == nil { // it can be removed without harm to the file
					assertHolds(t, filepath.Join(folder, "v"), "new")
				} else if err == nil || !strings.Contains(err.Error(), "is in the way and is not a regular file; remove it") {
					t.Errorf("got %v", err)
				}
				assertHolds(t, outside, "outside")
				assertHolds(t, filepath.Join(folder, "inside"), "inside")
				if _, err := os.Lstat(filepath.Join(folder, "absent")); err == nil {
					t.Error("the link's target was created")
				}
			})
		}
	}
}

// A partial file that was given another name since the run that left it is not resumed: readers of the other name would see
// the content, and might change it.
func TestALinkedPartialFileIsNotResumed(t *testing.T) {
	for what, after := range map[string]func(t *testing.T, partial, elsewhere string){
		"a hard link to it": func(t *testing.T, partial, elsewhere string) {
			if err := os.Link(partial, filepath.Join(elsewhere, "link")); err != nil {
				t.Fatal(err)
			}
		},
		"a hard link in its place, to a file as long": func(t *testing.T, partial, elsewhere string) {
			info, err := os.Stat(partial)
			if err != nil {
				t.Fatal(err)
			}
			other := filepath.Join(elsewhere, "link")
			for _, err := range []error{os.Remove(partial), os.WriteFile(other, make([]byte, info.Size()), 0o666), os.Link(other, partial)} {
				if err != nil {
					t.Fatal(err)
				}
			}
		},
	} {
		t.Run(what, func(t *testing.T) {
			folder, elsewhere := t.TempDir(), t.TempDir()
			d := writable(t, folder)
			obj := storage.Object{Name: "v", Size: 3}
			w, err := d.Create(t.Context(), obj, nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := w.Suspend(); err != nil {
				t.Fatal(err)
			}
			after(t, filepath.Join(folder, d.partialName("v")), elsewhere)
			linked, err := os.ReadFile(filepath.Join(elsewhere, "link"))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := d.Create(t.Context(), obj, w.Token()); storage.KindOf(err) != storage.NotFound {
				t.Errorf("resumed: %v", err)
			}
			if err := writers()["in chunks"](t, d, "v", "new"); err != nil {
				t.Error(err)
			}
			assertHolds(t, filepath.Join(folder, "v"), "new")
			assertHolds(t, filepath.Join(elsewhere, "link"), string(linked))
		})
	}
}

// A link that is the destination itself means its target. One that stands for a stream is refused.
func TestTarget(t *testing.T) {
	folder, elsewhere := t.TempDir(), t.TempDir()
	folder, err := filepath.EvalSymlinks(folder)
	if err != nil {
		t.Fatal(err)
	}
	touch(t, elsewhere, "file")
	touch(t, folder, "plain", "sub/x")
	link(t, folder, "one -> plain", "two -> one", "far -> "+elsewhere+"/file", "up -> sub/../plain", "s -> sub", "round -> back", "back -> round",
		"dangling -> absent/x", "stdout -> /dev/stdout", "null -> /dev/null", "sub/above -> ../plain", "fd -> /proc/self/fd/1")
	for name, want := range map[string]string{
		"plain": "plain", "absent": "absent", "one": "plain", "two": "plain", "far": elsewhere + "/file", "up": "plain", "s/above": "plain",
		"null": "/dev/null", // which is refused on writing
	} {
		if !filepath.IsAbs(want) {
			want = filepath.Join(folder, want)
		}
		if got, err := Target(filepath.Join(folder, name)); err != nil || got != want {
			t.Errorf("%s: %s, %v, want %s", name, got, err, want)
		}
	}
	for path, want := range map[string]string{
		filepath.Join(folder, "round"):    "the links form a circle",
		filepath.Join(folder, "dangling"): "it leads to " + filepath.Join(folder, "absent", "x") + ", where there is no file",
		filepath.Join(folder, "stdout"):   "a device or a stream of a process",
		"/dev/stdout":                     "a device or a stream of a process",
		"/proc/self/fd/1":                 "a device or a stream of a process",
		filepath.Join(folder, "fd"):       "a device or a stream of a process",
	} {
		if _, err := os.Lstat(path); err != nil {
			continue // a system without such a stream
		}
		if got, err := Target(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %s, %v, want %s", path, got, err, want)
		}
	}
}
