package storage

import (
	"net/url"
	"strings"
	"testing"
)

const ofLink = "q+r/S1gnYXR1cmVPZkFSZXF1ZXN0VGhhdEhhc0J5dGV=" // of 32 bytes, as those of a SAS

// TestUnknownSignaturesAreRemoved has no value to look for, only the form.
func TestUnknownSignaturesAreRemoved(t *testing.T) {
	for _, text := range []string{
		ofLink, aKey, strings.TrimRight(ofLink, "="), url.QueryEscape(ofLink),
		url.QueryEscape(url.QueryEscape(ofLink)), "sig%253D" + url.QueryEscape(ofLink), "sig=" + ofLink,
		strings.NewReplacer("+", "-", "/", "_", "=", "").Replace(ofLink), strings.ReplaceAll(ofLink, "+", "&amp;#43;"),
		jsonText(ofLink), "authorize" + ofLink, "%" + ofLink, "\\" + ofLink,
	} {
		got := RedactSignatures("<" + text + "> and once more " + text)
		if strings.Count(got, Masked) != 2 || strings.Contains(got, ofLink[10:20]) || !strings.Contains(got, "> and once more ") {
			t.Errorf("%q became %q", text, got)
		}
	}
}

// TestWhatIsNotASignatureStays has texts of services that are as long.
func TestWhatIsNotASignatureStays(t *testing.T) {
	for _, text := range []string{
		"", "=", "%3D", "100% of %zz & more; \\ \\u00 &amp; &#; %", "日本語",
		"IncrementalCopyOfEarlierVersionSnapshotNotAllowed", // a code
		"6c3b1a4e-101e-0048-5d3f-09f3a2000000", "c2VjcmV0IG1kNSBvZiAxNg==", `"0x8D4BCC2E4835CD0"`,
		"https://ab.blob.core.windows.net/Container/a/long/path/to/some/Blob/of/100/parts/and/more.txt",
		"lookup a-host-of-a-private-network-with-43-characters0.local",
	} {
		if got := RedactSignatures(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}

func FuzzRedactSignatures(f *testing.F) {
	f.Add("%2", "\\u")
	f.Add("&amp;", "&#x")
	f.Add("", "=")
	f.Fuzz(func(t *testing.T, before, after string) {
		if got := RedactSignatures(before + " " + ofLink + after); strings.Contains(got, ofLink) && !strings.Contains(before+after, ofLink) {
			t.Errorf("%q", got)
		}
	})
}
