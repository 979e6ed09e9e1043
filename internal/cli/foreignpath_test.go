package cli

import (
	"strings"
	"testing"

	"azcopy/internal/option"
)

func TestForeignPaths(t *testing.T) {
	for _, tt := range []struct {
		goos    string
		options option.Options
		want    string // the options that are warned about
	}{
		{"linux", option.Options{Source: `C:\myfolder`, Dest: "https://myaccount.blob.core.windows.net/c"}, "/Source"},
		{"darwin", option.Options{Source: `\\server\share`, Dest: "https://myaccount.blob.core.windows.net/c", JournalFolder: `c:\jnl`}, "/Source /Z"},
		{"linux", option.Options{Source: "https://myaccount.blob.core.windows.net/c", Dest: "down", VerboseFile: `D:\logs\a.log`}, "/V"},
		{"linux", option.Options{Source: "https://myaccount.blob.core.windows.net/c", Dest: `D:/down`}, "/Dest"},
		{"linux", option.Options{Source: `a:b`, Dest: `back\slash`}, ""},
		{"windows", option.Options{Source: `C:\myfolder`}, ""},
	} {
		var got []string
		for _, warning := range foreignPaths(tt.goos, tt.options) {
			_, rest, _ := strings.Cut(warning.Text, " of ")
			name, _, _ := strings.Cut(rest, " ")
			got = append(got, name)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s, %+v: %q, want %q", tt.goos, tt.options, got, tt.want)
		}
	}
}
