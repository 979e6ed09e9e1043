package local

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

func TestFilterSelects(t *testing.T) {
	const every = readOnly | archive | system | hidden | compressed | encrypted | temporary | offline | notIndexed
	for _, tt := range []struct {
		filter  AttributeFilter
		yes, no []attributes
	}{
		{AttributeFilter{Archive: true}, []attributes{archive, archive | hidden, every}, []attributes{0, normal, hidden}},
		{AttributeFilter{Include: "R"}, []attributes{readOnly, every}, []attributes{0, archive, hidden}},
		{AttributeFilter{Include: "RH"}, []attributes{readOnly, hidden, readOnly | hidden}, []attributes{0, archive}},
		{AttributeFilter{Include: "N"}, []attributes{0, normal, 0x200, 0x10}, []attributes{archive, normal | archive}},
		{AttributeFilter{Include: "s"}, []attributes{system}, []attributes{temporary}},
		{AttributeFilter{Include: "C"}, []attributes{compressed}, []attributes{every &^ compressed}},
		{AttributeFilter{Include: "E"}, []attributes{encrypted}, []attributes{every &^ encrypted}},
		{AttributeFilter{Include: "T"}, []attributes{temporary}, []attributes{every &^ temporary}},
		{AttributeFilter{Include: "O"}, []attributes{offline}, []attributes{every &^ offline}},
		{AttributeFilter{Include: "I"}, []attributes{notIndexed}, []attributes{every &^ notIndexed}},
		{AttributeFilter{Exclude: "HS"}, []attributes{0, archive}, []attributes{hidden, system, archive | hidden}},
		{AttributeFilter{Exclude: "N"}, []attributes{archive}, []attributes{0, normal}},
		{AttributeFilter{Archive: true, Include: "R"}, []attributes{archive | readOnly}, []attributes{archive, readOnly}},
		{AttributeFilter{Include: "R", Exclude: "H"}, []attributes{readOnly}, []attributes{readOnly | hidden, 0}},
		{AttributeFilter{}, []attributes{0, every}, nil},
	} {
		for _, a := range tt.yes {
			if !tt.filter.selects(a) {
				t.Errorf("%+v does not select %#x", tt.filter, a)
			}
		}
		for _, a := range tt.no {
			if tt.filter.selects(a) {
				t.Errorf("%+v selects %#x", tt.filter, a)
			}
		}
	}
}

func TestParseDOSAttrib(t *testing.T) {
	const (
		version3 = "0x20\x00\x00\x03\x00\x03\x00\x00\x00\x11\x00\x00\x00\x20\x00\x00\x00"
		version4 = "\x00\x00\x04\x00\x04\x00\x00\x00\x51\x00\x00\x00\x20\x00\x00\x00\x01\x0f\x77\x8d"
		version5 = "\x00\x00\x05\x00\x05\x00\x00\x00\x11\x00\x00\x00\x20\x04\x00\x00\x99\x9c\x19\xae\x54\xaa\xdc\x01"
	)
	for p, want := range map[string]attributes{
		"0x20":     archive,
		"0x23\x00": archive | hidden | readOnly,
		"0x0":      0,
		version3:   archive,
		version4:   archive,
		version5:   archive | 0x400,
		"\x00\x00\x01\x00\x01\x00\x00\x00\x22\x00\x00\x00\x00\x00\x00\x00":                      archive | hidden,
		"\x00\x00\x02\x00\x02\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00":                      readOnly,
		"0x1000\x00\x00\x03\x00\x03\x00\x01\x00\x00\x00\x00\x10\x00\x00":                        offline, // the text is a byte longer
		"0x20\x00\x00\x03\x00\x03\x00\x00\x00\x01\x00\x00\x00\x02\x00\x00\x00 and what follows": hidden,
	} {
		got, ok, err := parseDOSAttrib([]byte(p))
		if err != nil || !ok || got != want {
			t.Errorf("%q: %#x, %v, %v, want %#x", p, got, ok, err, want)
		}
	}
	unset := []byte(version4)
	unset[8] = 0x50
	if _, ok, err := parseDOSAttrib(unset); ok || err != nil {
		t.Errorf("attributes that are not set: %v, %v", ok, err)
	}
	for _, p := range []string{
		"", "\x00", "20", "0x", "0xnone", "0x-1", "0x123456789", version4[:15], version4[:3],
		"\x00\x00\x06\x00\x06\x00\x00\x00\x01\x00\x00\x00\x20\x00\x00\x00",
		"\x00\x00\x04\x00\x03\x00\x00\x00\x01\x00\x00\x00\x20\x00\x00\x00",
	} {
		if a, ok, err := parseDOSAttrib([]byte(p)); err == nil {
			t.Errorf("%q is %#x, %v", p, a, ok)
		}
	}
}

func FuzzParseDOSAttrib(f *testing.F) {
	f.Add([]byte("0x20"))
	f.Add([]byte("\x00\x00\x04\x00\x04\x00\x00\x00\x51\x00\x00\x00\x20\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, p []byte) {
		if _, ok, err := parseDOSAttrib(p); ok && err != nil {
			t.Errorf("%q: attributes and %v", p, err)
		}
	})
}

// Where none are kept, attributes follow from the name and the permission bits.
func TestDerived(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // which has attributes of its own, and no permission bits
	}
	folder := t.TempDir()
	for _, tt := range []struct {
		name string
		mode fs.FileMode
		want attributes
	}{
		{"plain", 0o644, archive},
		{".hidden", 0o644, archive | hidden},
		{"readonly", 0o444, archive | readOnly},
		{"group-writes", 0o466, archive | readOnly},
		{".both", 0o400, archive | hidden | readOnly},
	} {
		touch(t, folder, tt.name)
		path := filepath.Join(folder, tt.name)
		if err := os.Chmod(path, tt.mode); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := derived(info, tt.name); got != tt.want {
			t.Errorf("%s: %#x, want %#x", tt.name, got, tt.want)
		}
	}
}
