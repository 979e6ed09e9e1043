package azure

import (
	"testing"

	"azcopy/internal/storage"
)

func FuzzIsRange(f *testing.F) {
	for _, text := range []string{"bytes 5-14/20", "bytes 5-14/*", "bytes 5-14", "bytes -1-14/20", "bytes 5-9223372036854775807/20", "bytes */20", ""} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		obj := storage.Object{Size: 20, ETag: `"1"`}
		if got, want := IsRange(text, 10, 5, obj), text == "bytes 5-14/20" || text == "bytes 5-14/*"; got != want {
			t.Errorf("%q: %v", text, got)
		}
	})
}
