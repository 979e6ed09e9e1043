package blob

import (
	"net/url"
	"strings"
	"testing"

	"azcopy/internal/storage"

	sdkblob "github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
)

// FuzzCopySource holds what is shown of a copy's source to two rules, whatever its name is: it names the same blob, and it
// has no signature.
func FuzzCopySource(f *testing.F) {
	for _, name := range []string{"b", "a/b", "a b+%20", "?x=1&y#z", "..", "/", "日本語", "\x00\n", "snapshot="} {
		f.Add(name, "")
		f.Add(name, aSnapshot)
	}
	f.Fuzz(func(t *testing.T, name, snapshot string) {
		if strings.Contains(name+snapshot, "topsecret") {
			t.Skip()
		}
		source := "https://src.blob.core.windows.net/c/" + url.PathEscape(name) + "?snapshot=" + url.QueryEscape(snapshot) + "&sv=1&sig=topsecret"
		shown := copied{sdkblob.GetPropertiesResponse{CopySource: &source}}.source()
		if strings.Contains(shown, "topsecret") {
			t.Errorf("%q shows its signature", shown)
		}
		again := copied{sdkblob.GetPropertiesResponse{CopySource: &shown}}
		if !again.isFrom(storage.Secret(source)) {
			t.Errorf("%q is not %q", shown, source)
		}
		if other := source + "x"; !again.isFrom(storage.Secret(other)) {
			t.Errorf("another signature makes another source of %q", source)
		}
		if other := strings.Replace(source, "/c/", "/c/x", 1); again.isFrom(storage.Secret(other)) {
			t.Errorf("%q is %q", shown, other)
		}
	})
}

func TestCopyOfNoKnownSourceIsNotOurs(t *testing.T) {
	bad := "https://%zz/"
	for _, c := range []copied{{}, {sdkblob.GetPropertiesResponse{CopySource: &bad}}} {
		if c.isFrom("") || c.isFrom(sourceLink) || strings.Contains(c.source(), "zz") {
			t.Errorf("%q", c.source())
		}
	}
}
