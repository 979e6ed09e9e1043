package job

import (
	"strings"
	"testing"

	"azcopy/internal/option"
	"azcopy/internal/storage"
	"azcopy/internal/storage/blob"
	"azcopy/internal/storage/local"
)

// The text says what was looked for, and nothing that does not apply.
func TestNothingMatched(t *testing.T) {
	folder := storage.Location{Service: storage.Local, Path: "data"}
	container := storage.Location{Service: storage.Blob, Embedded: true, Container: "c", SAS: "sig=secret"}
	at := func(directory string) storage.Location {
		l := container
		l.Directory = directory
		return l
	}
	for _, tt := range []struct {
		o        option.Options
		source   storage.Location
		want, no string
	}{
		{option.Options{}, folder, "there is no file directly in data; with /S", "attributes"},
		{option.Options{Recursive: true, ArchiveOnly: true}, folder, "attributes that /A, /IA and /XA ask for", "Pattern"},
		{option.Options{ExcludeAttributes: "H"}, folder, "attributes that", "Pattern"},
		{option.Options{Pattern: "*.bak", IncludeAttributes: "R"}, folder, `matches "*.bak"`, "prefix"},
		{option.Options{Pattern: "a", Recursive: true}, at("vd"), `below emulator://blob/c/vd has a name that begins with "a"`, "secret"},
		{option.Options{Pattern: "a"}, container, "exact name", "wildcards"},
		{option.Options{Pattern: "a?"}, container, "no wildcards", "secret"},
		{option.Options{Pattern: `sub\*.bak`}, folder, `matches "sub\*.bak"`, "prefix"},
		{option.Options{Pattern: `sub\*.bak`, Recursive: true}, folder, `matches "sub\*.bak"`, "prefix"},
		{option.Options{}, at("vd/"), "there is no blob directly in emulator://blob/c/vd/; with /S", "no blob emulator"},
		{option.Options{Recursive: true}, at("vd*"), "no wildcards", "directly"},
	} {
		naming := blob.Naming()
		if tt.source.Service == storage.Local {
			naming = local.Naming(false)
		}
		got := nothingMatched(tt.o, tt.source, naming, false)
		if !strings.HasPrefix(got, "Nothing matched: ") || !strings.Contains(got, tt.want) || strings.Contains(got, tt.no) {
			t.Errorf("%+v: %s\nwant %s\nand not %s", tt.o, got, tt.want, tt.no)
		}
	}
}
