package storagetest

import (
	"bytes"
	"slices"
	"testing"

	"azcopy/internal/storage"
)

// tree has files and folders whose order differs between drivers: "a" sorts before "a/" and after "a b" or not.
func tree() []string {
	return []string{"a", "a b", "a-b/1", "a.b", "b/1", "b/2", "b/c/1", "b/c/2", "b/d", "ba", "c/1/2/3/4", "z"}
}

func testList(t *testing.T, d Driver) {
	p := prepared(t, d)
	for _, name := range tree() {
		write(t, p.Dest, name, []byte(name))
	}
	all := names(list(t, p.Source, storage.Query{Recursive: true}))
	if sorted := slices.Sorted(slices.Values(all)); !slices.Equal(sorted, slices.Sorted(slices.Values(tree()))) {
		t.Fatalf("listed %q, want %q", sorted, tree())
	}
	if again := names(list(t, p.Source, storage.Query{Recursive: true})); !slices.Equal(all, again) {
		t.Errorf("listed %q, then %q", all, again)
	}
	for i, name := range all {
		rest := names(list(t, p.Source, storage.Query{Recursive: true, After: name}))
		if !slices.Equal(rest, all[i+1:]) {
			t.Errorf("after %q: listed %q, want %q", name, rest, all[i+1:])
		}
	}
	// An object that has vanished since: its neighbours show where it was.
	rest := names(list(t, p.Source, storage.Query{Recursive: true, After: "b/c/1x"}))
	at := slices.Index(all, "b/c/2")
	if !slices.Equal(rest, all[at:]) {
		t.Errorf("after a vanished object: listed %q, want %q", rest, all[at:])
	}
}

func testListSelects(t *testing.T, d Driver) {
	p := prepared(t, d)
	for _, name := range tree() {
		write(t, p.Dest, name, nil)
	}
	for _, tt := range []struct {
		q    storage.Query
		want []string
	}{
		{storage.Query{}, []string{"a", "a b", "a.b", "ba", "z"}},
		{storage.Query{Prefix: "b"}, []string{"ba"}},
		{storage.Query{Prefix: "b", Recursive: true}, []string{"b/1", "b/2", "b/c/1", "b/c/2", "b/d", "ba"}},
		{storage.Query{Prefix: "b/"}, []string{"b/1", "b/2", "b/d"}},
		{storage.Query{Prefix: "b/c", Recursive: true}, []string{"b/c/1", "b/c/2"}},
		{storage.Query{Prefix: "b/c/1", Recursive: true}, []string{"b/c/1"}},
		{storage.Query{Prefix: "b/", Recursive: true, After: "b/c/1"}, []string{"b/c/2"}},
		{storage.Query{Prefix: "absent/", Recursive: true}, nil},
		{storage.Query{Prefix: "a/", Recursive: true}, nil},
	} {
		got := names(list(t, p.Source, tt.q))
		slices.Sort(got)
		if tt.q.After != "" {
			got = slices.DeleteFunc(got, func(n string) bool { return n == "b/d" }) // files may come before folders
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%+v: listed %q, want %q", tt.q, got, tt.want)
		}
	}
}

func testListOfNothing(t *testing.T, d Driver) {
	p := prepared(t, d)
	if got := list(t, p.Source, storage.Query{Recursive: true}); len(got) > 0 {
		t.Errorf("listed %q in an empty place", names(got))
	}
	var failed error
	for _, err := range d.Missing(t).List(t.Context(), storage.Query{Recursive: true}) {
		failed = err
	}
	if storage.KindOf(failed) != storage.NotFound {
		t.Errorf("a missing place: %v, want an error of kind NotFound", failed)
	}
}

func testOddNames(t *testing.T, d Driver) {
	p := prepared(t, d)
	var want []string
	for _, name := range OddNames() {
		if !p.Impossible[name] {
			write(t, p.Dest, name, []byte(name))
			want = append(want, name)
		}
	}
	objects := list(t, p.Source, storage.Query{Recursive: true})
	if got := slices.Sorted(slices.Values(names(objects))); !slices.Equal(got, slices.Sorted(slices.Values(want))) {
		t.Fatalf("listed %q,\nwant %q", got, want)
	}
	for _, obj := range objects {
		if got := read(t, p.Source, obj); !bytes.Equal(got, []byte(obj.Name)) {
			t.Errorf("%q holds %q", obj.Name, got)
		}
		if stat, err := p.Source.Stat(t.Context(), obj.Name); err != nil || stat.Name != obj.Name || stat.Size != obj.Size {
			t.Errorf("%q: stat %+v, %v", obj.Name, stat, err)
		}
	}
}
