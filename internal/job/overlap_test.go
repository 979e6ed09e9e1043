package job

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"azcopy/internal/plan"
	"azcopy/internal/storage"
	"azcopy/internal/storage/storagetest"
)

// placed returns the ends at these locations.
func placed(from, to storage.Location) *ends {
	return &ends{source: source{at: from}, dest: dest{at: to}}
}

// listable is a source of objects of these names; one that begins with '!' can't be listed.
func listable(names []string) *storagetest.Memory {
	m := &storagetest.Memory{Unlisted: map[string]error{}}
	for _, name := range names {
		name, broken := strings.CutPrefix(name, "!")
		if m.Add(storage.Object{Name: name}); broken {
			m.Unlisted[name] = errors.New("damaged")
		}
	}
	return m
}

// Where case does not distinguish names, objects in the destination are recognised in any case.
func TestOverlapWhereCaseFolds(t *testing.T) {
	at := storage.Location{Service: storage.File, Host: "h", Account: "a", Container: "c", Directory: "Data"}
	below, same := at, at
	below.Directory, same.Directory = "data/Backup", "dATA/"
	objects := listable([]string{"a", "BACKUP/b", "backups", "Backup/c"})
	for folds, want := range map[bool][]string{true: {"a", "backups"}, false: {"BACKUP/b", "Backup/c", "a", "backups"}} {
		e := placed(at, below)
		e.source.naming.CaseFolds = folds
		var got []string
		for obj, err := range e.withoutDest(objects).List(t.Context(), storage.Query{Recursive: true}) {
			if err == nil {
				got = append(got, obj.Name)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("names fold %v: listed %q, want %q", folds, got, want)
		}
		if e = placed(at, same); e.ontoItself() {
			t.Error("names that differ in case are taken for the same")
		}
		if e.source.naming.CaseFolds = folds; e.ontoItself() != folds {
			t.Errorf("names fold %v: onto itself %v", folds, !folds)
		}
	}
}

func TestWithoutDest(t *testing.T) {
	const host = "https://myaccount.blob.core.windows.net/"
	// Objects whose names begin with a ! can't be listed.
	all := []string{"a", "!b", "vd", "vd/a", "!vd/b", "vd/vd/a", "vdx/a", "z"}
	outside := []string{"a", "!b", "vd", "vdx/a", "z"}
	objects := listable(all)
	for _, tt := range []struct {
		source, dest string
		want         []string
	}{
		{host + "c", host + "c/vd", outside},
		{host + "c", host + "c/vd/", outside},
		{host + "c/", "http://MyAccount.blob.core.windows.net/C/vd", outside},
		{host + "c/x", host + "c/x/vd", outside},
		{"https://myaccount-secondary.blob.core.windows.net/c", host + "c/vd", outside},
		{"https://myaccount.privatelink.blob.core.windows.net/c", host + "c/vd", outside},
		{host + "c", "https://myaccount.privatelink.blob.core.windows.net/c/vd", outside},
		{"https://a.privatelink.blob.example.com/c", "https://a.blob.example.com/c/vd", all},
		{"http://127.0.0.1:10000/a-secondary/c", "http://127.0.0.1:10000/a/c/vd", outside},
		{"emulator://blob/c", "emulator://blob/c/vd", outside},
		{host + "c", host + "c/vd/a", all},
		{host + "c", host + "other/vd", all},
		{host + "c", "https://other.blob.core.windows.net/c/vd", all},
		{host + "c/vd", host + "c", all},
		{host + "c/x", host + "c/y/vd", all},
		{host + "c/v", host + "c/vd", all},
		{"http://127.0.0.1:10000/a/c", "http://127.0.0.1:10001/a/c/vd", all},
		{host + "c", "vd", all},
	} {
		source, err := storage.ParseLocation(tt.source, storage.Blob)
		if err != nil {
			t.Fatal(err)
		}
		dest, err := storage.ParseLocation(tt.dest, "")
		if err != nil {
			dest, err = storage.ParseLocation(tt.dest, storage.Blob)
		}
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for obj, err := range placed(source, dest).withoutDest(objects).List(t.Context(), storage.Query{Recursive: true}) {
			if _, excluded := errors.AsType[*plan.ExcludedError](err); excluded {
				continue
			}
			if failed, ok := errors.AsType[*storage.ObjectError](err); ok {
				obj.Name = "!" + failed.Name
			}
			got = append(got, obj.Name)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s to %s: %q", tt.source, tt.dest, got)
		}
	}
}

func TestPendingCopies(t *testing.T) {
	for operations, want := range map[int]int{1: 64, 16: 1024, 32: 2048, 512: 2048} {
		if got := pendingCopies(operations); got != want {
			t.Errorf("%d operations: %d, want %d", operations, got, want)
		}
	}
}

func TestOntoItself(t *testing.T) {
	const host = "https://myaccount.blob.core.windows.net/"
	for _, tt := range []struct {
		source, dest string
		one, destOne string // the one object's names at both ends
		want         bool
	}{
		{host + "c", host + "c", "", "", true},
		{host + "c/vd", host + "c/vd/", "", "", true},
		{host + "c", "https://MYACCOUNT.blob.core.windows.net:443/c/", "", "", true},
		{"https://myaccount-secondary.blob.core.windows.net/c", host + "c", "", "", true},
		{"http://127.0.0.1:10000/a/c", "http://localhost:10000/a/c", "", "", true},
		{"http://[::1]:10000/a/c", "http://127.0.0.1:10000/a/c", "", "", true},
		{"http://127.0.0.1:80/a/c", "http://localhost/a/c", "", "", true},
		{"emulator://blob/c", "emulator://blob/c", "", "", true},
		{host + "c/vd", host + "c", "x", "", false},
		{host + "c/vd", host + "c/vd", "x", "", true},
		{host + "c/vd", host + "c/vd", "x", "x", true},
		{host + "c/vd", host + "c/vd", "x", "y", false},
		{host + "c", host + "c/vd", "", "", false},
		{host + "c", host + "d", "", "", false},
		{host + "c", "https://other.blob.core.windows.net/c", "", "", false},
		{"http://127.0.0.1:10000/a/c", "http://127.0.0.1:10001/a/c", "", "", false},
		{"folder", host + "c", "", "", false},
	} {
		source, err := storage.ParseLocation(tt.source, "")
		if err != nil {
			source, err = storage.ParseLocation(tt.source, storage.Blob)
		}
		if err != nil {
			t.Fatal(err)
		}
		dest, err := storage.ParseLocation(tt.dest, storage.Blob)
		if err != nil {
			t.Fatal(err)
		}
		e := placed(source, dest)
		if e.destName = tt.destOne; tt.one != "" {
			e.pattern = plan.Exact(tt.one)
		}
		if got := e.ontoItself(); got != tt.want {
			t.Errorf("%s to %s, %q to %q: %v", tt.source, tt.dest, tt.one, tt.destOne, got)
		}
	}
}
