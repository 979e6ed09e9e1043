package azure

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"azcopy/internal/storage"
)

// FuzzCopySource checks that the shown URL of a copy's source, whatever its name, names the same blob and has no signature.
func FuzzCopySource(f *testing.F) {
	for _, name := range []string{"b", "a/b", "a b+%20", "?x=1&y#z", "..", "/", "日本語", "\x00\n", "snapshot="} {
		f.Add(name, "")
		f.Add(name, "2013-02-25T08:07:57.1234567Z")
	}
	f.Fuzz(func(t *testing.T, name, snapshot string) {
		if strings.Contains(name+snapshot, "topsecret") {
			t.Skip()
		}
		source := "https://src.blob.core.windows.net/c/" + url.PathEscape(name) + "?snapshot=" + url.QueryEscape(snapshot) + "&sv=1&sig=topsecret"
		shown := ShownSource(source)
		if strings.Contains(shown, "topsecret") {
			t.Errorf("%q shows its signature", shown)
		}
		again := Copied{Source: shown}
		if !again.IsFrom(storage.Secret(source)) {
			t.Errorf("%q is not %q", shown, source)
		}
		if other := source + "x"; !again.IsFrom(storage.Secret(other)) {
			t.Errorf("another signature makes another source of %q", source)
		}
		if other := strings.Replace(source, "/c/", "/c/x", 1); again.IsFrom(storage.Secret(other)) {
			t.Errorf("%q is %q", shown, other)
		}
	})
}

func TestCopyOfNoKnownSourceIsNotOurs(t *testing.T) {
	bad := "https://%zz/"
	for _, c := range []Copied{{}, {Source: bad}} {
		if c.IsFrom("") || c.IsFrom("https://src.blob.core.windows.net/c/b?sig=x") || strings.Contains(ShownSource(c.Source), "zz") {
			t.Errorf("%+v", c)
		}
	}
}

// Cases of what counts as a copy of the source as it is now. The service's times have whole seconds.
func TestCopyOfTheSourceAsItIs(t *testing.T) {
	changed := time.Unix(1000, 0)
	sum := []byte("0123456789abcdef")
	for _, tt := range []struct {
		name           string
		status         string
		size           int64
		made, modified time.Duration // from when the source was changed
		md5            []byte
		blobType       storage.BlobType
		want           bool
	}{
		{"younger", "success", 20, time.Hour, time.Hour, nil, storage.BlockBlob, true},
		{"younger, of pages", "success", 20, time.Hour, time.Hour, nil, storage.PageBlob, true},
		{"older", "success", 20, -time.Hour, -time.Hour, sum, storage.BlockBlob, false},
		{"of the same second, with the MD5", "success", 20, 0, 0, sum, storage.BlockBlob, true},
		{"of the same second, without", "success", 20, 0, 0, nil, storage.BlockBlob, false},
		{"of the same second, of pages", "success", 20, 0, 0, sum, storage.PageBlob, false},
		{"written to since", "success", 20, time.Hour, 2 * time.Hour, sum, storage.PageBlob, false},
		{"of another size", "success", 21, time.Hour, time.Hour, sum, storage.BlockBlob, false},
		{"pending", "pending", 20, time.Hour, time.Hour, sum, storage.BlockBlob, false},
		{"failed", "failed", 20, time.Hour, time.Hour, sum, storage.BlockBlob, false},
		{"not a copy at all", "", 20, time.Hour, time.Hour, sum, storage.BlockBlob, false},
	} {
		made, modified := changed.Add(tt.made), changed.Add(tt.modified)
		c := Copied{Status: tt.status, Size: tt.size, Completed: made, Modified: modified, MD5: tt.md5}
		obj := storage.Object{Size: 20, ModTime: changed.Add(time.Millisecond), Props: storage.Properties{BlobType: tt.blobType, ContentMD5: sum}}
		if got := c.IsOf(obj); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}
