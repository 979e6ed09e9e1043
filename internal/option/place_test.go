package option

import (
	"strings"
	"testing"
)

// A text that is hardly meant as a path is refused, with what was probably meant. The error never repeats it, since it may
// have a secret.
func TestPathsThatAreHardlyMeant(t *testing.T) {
	const host = "other.blob.core.windows.net/secret"
	for _, tt := range []struct{ path, want string }{
		{host, "host of a storage account, without https:// before it"},
		{"//" + host, "without https:// before it"},
		{`\\other.blob.core.windows.net\secret`, "without https:// before it"},
		{"https:" + host, "with two slashes"},
		{"other.privatelink.blob.core.windows.net", "without https:// before it"},
		{"other.z12.dfs.storage.azure.net/secret", "without https:// before it"},
		{"//other.file.core.windows.net/secret", "without https:// before it"},
		{"other.file.core.windows.net/secret?sv=1", "without https:// before it"},
		{"127.0.0.1:10000/devstoreaccount1/secret", "a host with a port, without http:// before it"},
		{"localhost:10000/devstoreaccount1/secret", "a host with a port, without http:// before it"},
		{"https//" + host, "has to start with https://"},
		{"HTTPS;//" + host, "has to start with https://"},
		{"https：//" + host, "has to start with https://"},
		{"https:⁄⁄" + host, "has to start with https://"},
		{"emulator//blob/secret", "has to start with https://"},
		{`https:\\` + host, "two slashes"},
		{"<https://" + host + ">", "before the URL is U+003C '<'"},
		{" https://" + host, "before the URL is U+0020 ' '"},
		{"\u00a0https://" + host, "before the URL is U+00A0"},
		{"\ufeffhttps://" + host, "before the URL is U+FEFF"},
		{"“https://" + host + "”", "before the URL is U+201C '“'"},
		{"'https://" + host + "'", "before the URL is U+0027 '''"},
		{"=emulator://blob/secret", "before the URL is U+003D '='"},
		{"URL=https://" + host, "before the URL is U+0055 'U'"},
		{"'C:\\my folder'", "between U+0027 ''' and U+0027 '''"},
		{"“/data/secret”", "between U+201C '“' and U+201D '”'"},
		{"<secret>", "between U+003C '<' and U+003E '>'"},
		{" /data/secret", "starts with U+0020 ' '"},
		{"\u200b/data/secret", "starts with U+200B"},
		{"secret ", "ends with U+0020 ' '"},
		{"/data/secret\u00a0", "ends with U+00A0"},
		{"~", "the shell has not replaced ~"},
		{"~/secret", "the shell has not replaced ~"},
		{`~\secret`, "the shell has not replaced ~"},
		{"`pwd`/secret", "the shell has not replaced the variable or command"},
		{"/data/`whoami`/secret", "the shell has not replaced the variable or command"},
		{"emulator:blob/secret", "with two slashes"},
		{"https:secret/container", "with two slashes"},
		{"backup/https://" + host, "before the URL is U+0062 'b'"},
		{`C:\down\https://` + host, "before the URL is U+0043 'C'"},
		{"DefaultEndpointsProtocol=https;AccountName=a;AccountKey=c2VjcmV0;EndpointSuffix=core.windows.net", "it is a connection string"},
		{"BlobEndpoint=https://a.blob.core.windows.net/;SharedAccessSignature=sv=1&sig=secret", "it is a connection string"},
		{"UseDevelopmentStorage=true", "it is a connection string"},
		{"blob.core.windows.net/secret", "host of a storage account, without https:// before it"},
		{`%USERPROFILE%\secret`, "the shell has not replaced the variable"},
		{`D:\%UserName%\secret`, "the shell has not replaced the variable"},
		{`%ProgramFiles(x86)%\secret`, "the shell has not replaced the variable"},
		{"$HOME/secret", "the shell has not replaced the variable"},
		{"https:/secret", "with two slashes"},
		{"$home", ""},
		{"$home/secret", "the shell has not replaced the variable"},
		{"${HOME}/secret", "the shell has not replaced the variable"},
		{`$env:USERPROFILE\secret`, "the shell has not replaced the variable"},
		{"$(pwd)/secret", "the shell has not replaced the variable"},
		{"/data/$USER/secret", "the shell has not replaced the variable"},
		{"./~/secret", ""},
		{`.\%USERPROFILE%\secret`, ""},
		{"./" + host, ""},
		{"./ a ", ""},
		{"/./data/a ", ""},
		{`C:\.\$HOME`, ""},
		{`\\account.file.core.windows.net\share\folder`, ""},
		{"/data/other.blob.core.windows.net/backup", ""},
		{"core.windows.net", ""},
		{"https/a", ""},
		{"a:b", ""},
		{"a/b:10000/c", ""},
		{"~$report.docx", ""},
		{"~tmp/a", ""},
		{"emulator:", ""},
		{"AccountName=a", ""},
		{"a`b/c", ""},
		{"$web", ""},
		{"$RECYCLE.BIN/a", ""},
		{"f%C3%BCr/100%sure", ""},
		{"a%20b%20c", ""},
		{"'tis.txt", ""},
		{"“a” and b", ""},
		{"a\u200db", ""},
		{"naïve 日本", ""},
	} {
		for _, option := range []string{"/Source:", "/Dest:", "/V:", "/Z:"} {
			args := map[string][]string{
				"/Source:": ends(tt.path, container),
				"/Dest:":   ends(container, tt.path),
			}[option]
			if args == nil {
				args = upload(option + tt.path)
			}
			if tt.want == "" {
				mustParse(t, args...)
				continue
			}
			text := mustFail(t, args...)
			if !strings.HasPrefix(text, option) || !strings.Contains(text, tt.want) || strings.Contains(text, "secret") {
				t.Errorf("%q: %s, want %s %q and no secret", args, text, option, tt.want)
			}
		}
	}
}

// A URL with an odd character at its end or in its host, which would name another place, is refused.
func TestURLsWithOddCharacters(t *testing.T) {
	for url, want := range map[string]string{
		container + "/a ":                            "ends with U+0020 ' '",
		container + "/a\u200b":                       "has U+200B in it",
		container + "/a\ufeff/b":                     "has U+FEFF in it",
		container + "/a\u00a0b":                      "has U+00A0 in it",
		container + "/a”":                            "ends with U+201D '”'",
		container + "/a>":                            "ends with U+003E '>'",
		"https://my\u200baccount.blob.core.net/cont": "has U+200B in it",
		"https://myaccount。blob.core.windows.net/c":  "has U+3002 '。' in its host",
		"https://myaccöunt.blob.core.windows.net/c":  "has U+00F6 'ö' in its host",
		container + "/naïve/日本":                      "",
		container + "/a%20":                          "",
		container + "/a%E2%80%8B":                    "",
	} {
		if want == "" {
			mustParse(t, ends(folder, url)...)
			continue
		}
		mustSay(t, ends(folder, url), "/Dest: the URL "+want)
	}
}
