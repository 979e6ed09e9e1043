package storage

import (
	"encoding/json"
	"html"
	"net/url"
	"strings"
	"testing"
)

const (
	aKey       = "Ab+/d29yZHMgdGhhdCBhcmUgbm90IHRoZSBrZXk9PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09Pg=="
	aSignature = "q+r/S1gnYXR1cmVPZkFSZXF1ZXN0VGhhdEhhc0J5dGVzPT0="
)

func jsonText(s string) string {
	text, _ := json.Marshal(s)
	return strings.NewReplacer("+", `\u002b`, "/", `\/`).Replace(string(text[1 : len(text)-1]))
}

// TestSecretsAreRemovedInEveryEncoding quotes a key and a signature as servers do.
func TestSecretsAreRemovedInEveryEncoding(t *testing.T) {
	twice := func(s string) string { return url.QueryEscape(url.QueryEscape(s)) }
	encodings := map[string]func(string) string{
		"as it is":           func(s string) string { return s },
		"percent-encoded":    url.QueryEscape,
		"in lower case":      func(s string) string { return strings.NewReplacer("+", "%2b", "/", "%2f", "=", "%3d").Replace(s) },
		"twice":              twice,
		"three times":        func(s string) string { return url.QueryEscape(twice(s)) },
		"base64 for URLs":    func(s string) string { return strings.NewReplacer("+", "-", "/", "_").Replace(s) },
		"without padding":    func(s string) string { return strings.TrimRight(s, "=") },
		"with blanks":        func(s string) string { return strings.ReplaceAll(s, "+", " ") },
		"as XML":             func(s string) string { return html.EscapeString(strings.ReplaceAll(s, "+", "&#43;")) },
		"as hexadecimal XML": func(s string) string { return strings.NewReplacer("+", "&#x2B;", "/", "&sol;").Replace(s) },
		"as XML in XML":      func(s string) string { return strings.ReplaceAll(s, "+", "&amp;#43;") },
		"as JSON":            jsonText,
		"every character":    func(s string) string { return strings.ReplaceAll(url.QueryEscape("%")+s, "r", "%72") },
		"cut off":            func(s string) string { return s[:30] + "…" },
	}
	given := map[string]Secret{
		"the key":                      aKey,
		"a signature":                  aSignature,
		"a SAS":                        Secret("sv=1&sig=" + url.QueryEscape(aSignature) + "&se=2"),
		"a SAS with a raw +":           "?sig=" + aSignature + "&sv=1",
		"a SAS that was encoded twice": Secret("sig=" + twice(aSignature)),
		"a URL":                        Secret("https://a.blob.core.windows.net/c?sv=1&SIG=" + url.QueryEscape(aSignature)),
	}
	for name, secret := range given {
		value := aSignature
		if name == "the key" {
			value = aKey
		}
		r := NewRedactor()
		if r.AddSAS(secret); name == "the key" || name == "a signature" {
			r.Add(secret)
		}
		for encoding, encode := range encodings {
			text := "<" + encode(value) + "> and once more " + encode(value) + "&x"
			got := r.Redact(text)
			if strings.Count(got, Masked) != 2 || strings.Contains(got, value[10:20]) || !strings.Contains(got, "and once more") {
				t.Errorf("%s %s: %q became %q", name, encoding, text, got)
			}
		}
	}
}

// TestOrdinaryTextStaysAsItIs includes a secret that is too short to look for, and the beginning of one.
func TestOrdinaryTextStaysAsItIs(t *testing.T) {
	r := NewRedactor(aKey, "short", "")
	r.AddSAS("sv=1&sig=short&sig=")
	for _, text := range []string{
		"", "short", "a short text", "100% of %zz & more; \\ \\u00 &amp; &#; %", "Ab+/d29yZHMgdG", "日本語 sig=short", strings.Repeat("%25", 100),
	} {
		if got := r.Redact(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}

func FuzzRedact(f *testing.F) {
	f.Add("%2", "", "\\u")
	f.Add("&amp;", "q+r", "&#x")
	f.Fuzz(func(t *testing.T, before, secret, after string) {
		got := NewRedactor(Secret("secret00"+secret+"00secret"), aSignature).Redact(before + url.QueryEscape(aSignature) + after)
		if strings.Contains(got, "XR1cmVPZkFSZXF1ZXN0") && !strings.Contains(before+after, "XR1cmVPZkFSZXF1ZXN0") {
			t.Errorf("%q", got)
		}
	})
}
