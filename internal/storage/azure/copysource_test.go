package azure

import "testing"

// Two sources differ by the object and its snapshot, and not by what authorizes reading them.
func TestSameSource(t *testing.T) {
	const source = "https://account.file.core.windows.net/share/a%20b"
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{source + "?sv=1&sig=x", source + "?sv=2&sig=y", true},
		{source, "https://ACCOUNT.file.core.windows.net:443/share/a%20b", true},
		{source, source + "c", false},
		{source, "http://account.file.core.windows.net/share/a%20b", false},
		{source + "?snapshot=1&sig=x", source + "?snapshot=1&sig=y", true},
		{source + "?snapshot=1", source + "?snapshot=2", false},
		{source + "?sharesnapshot=1", source, false},
		{source + "?sharesnapshot=1", source + "?sharesnapshot=1&sig=y", true},
		{"", "", false},
		{"https://%zz", "https://%zz", false},
	} {
		if got := SameSource(tt.a, tt.b); got != tt.want {
			t.Errorf("%s and %s: %v", tt.a, tt.b, got)
		}
	}
}

// A source is shown with its snapshot, and without a secret.
func TestShownSource(t *testing.T) {
	const source = "https://account.file.core.windows.net/share/a%20b"
	for given, want := range map[string]string{
		source + "?sv=1&sig=x":                     source,
		source + "?sharesnapshot=2020-01-01&sig=x": source + "?sharesnapshot=2020-01-01",
		source + "?snapshot=2020-01-01&sig=x":      source + "?snapshot=2020-01-01",
		"https://user:secret@host/c/b#secret":      "https://host/c/b",
		"https://%zz":                              "an unknown source",
	} {
		if got := ShownSource(given); got != want {
			t.Errorf("%s is shown as %s", given, got)
		}
	}
}

func FuzzCopyProgress(f *testing.F) {
	for _, text := range []string{"7/20", "-7/20", "20/7", "9223372036854775807/9223372036854775807", "7", "/", "", "7/20/20", "0x7/20"} {
		f.Add(text, int64(20))
	}
	f.Fuzz(func(t *testing.T, text string, size int64) {
		if size < 0 {
			return
		}
		if n := CopyProgress(text, size); n < 0 || n > size {
			t.Errorf("%q: %d of %d bytes", text, n, size)
		}
	})
}
