package option

import (
	"strings"
	"testing"
)

// An error never repeats a key or a SAS, however its argument is mangled.
func TestErrorsShowNoSecret(t *testing.T) {
	const (
		secret = "topsecret"
		key    = "topsecretW0JiPcgBbDi4o5Sr0cGv1lJyrGQzHFZkKmHh2Kx8rEe4bC9w4Z7XqT1nV5uY3oA6sD8fG0hJ2kL4zx=="
	)
	for _, args := range [][]string{
		{"/SourceKeytopsecret"}, {"/SourceKey=topsecret"}, {"/SourceKey", secret}, {"/SourceKey:", secret}, {"/SourceKey", "/topsecret"},
		{"-SourceKeytopsecret"}, {"SourceKey:topsecret"}, {"SourceKeytopsecret"}, {"/SourceKey :topsecret"}, {"/SourceKey;topsecret"},
		{"--source-key:topsecret"}, {"--source-keytopsecret"}, {"--source-key", "--topsecret"}, {"--SourceKey:topsecret"}, {"--SourceKeytopsecret"},
		{"/source-keytopsecret"}, {"/source-key=topsecret"}, {"/source-key", secret}, {"-source-key=topsecret"}, {"source-key", secret},
		{"/SourcKeytopsecret"}, {"/SourcKey=topsecret"}, {"--soruce-keytopsecret"}, {"/Key:topsecret"}, {"/Keytopsecret"},
		{"/SourceSAS=?sig=topsecret"}, {"/SourceSAS?sig=topsecret"}, {"/SourceSASsig=topsecret"}, {"--source-sas:?sig=topsecret"},
		{"--source-sas?sig=topsecret"}, {"/SAS:?sig=topsecret"}, {"/SourceSAS:?sv=1", "&sig=topsecret"}, {"/SourceSAS:sv=1", "sig=topsecret"},
		{"/DestSAS:sv=1", "/sig=topsecret"}, {"--dest-sas", "sv=1", "-sig=topsecret"}, {"--dest-sas", "sv=1", "--sig=topsecret"}, {"?sv=1&sig=topsecret"},
		{"topsecret=="}, {"-topsecret=="}, {"--topsecret=="}, {"/topsecret=="}, {"/topsecret"}, {"-topsecret"}, {"--topsecret"}, {"--topsecret="},
		{key}, {"/" + key}, {"-" + key}, {"--" + key}, {"/SourceKey" + key}, {"/Sauce" + key}, {"--dest-" + key},
		{"/BlobType:/SourceKey:topsecret"}, {"--blob-type=--source-key=topsecret"}, {"--blob-type", "/SourceKeytopsecret"},
		{"--blob-type", "/SourceSAS=?sig=topsecret"}, {"--blob-type", "--source-key", secret}, {"/NC:" + key}, {"/NC:?sv=1&sig=topsecret"},
		{"/PKRS:b#/SourceKey=topsecret"}, {"/PKRS:##sig=topsecret"}, {"/Delimiter:/DestKeytopsecret"}, {"/IA:/DestKey:topsecret"},
		{"/@:/SourceKey:topsecret"}, {"--config-file", "/SourceKeytopsecret"}, {"/@:absent.txt?sig=topsecret"},
		{"/?:SourceKey:topsecret"}, {"/?:SourceKeytopsecret"}, {"--help", "--source-key=topsecret"}, {"/?:" + key},
		{"/DestinationKeytopsecret"}, {"/DestinationKey=topsecret"}, {"--destination-keytopsecret"}, {"/SrcKey topsecret"}, {"SrcKey:topsecret"},
		{"/NC:/DestinationKey:topsecret"}, {"/?:DestinationKeytopsecret"}, {"--blob-type", "--destination-sas=topsecret"}, {"--destination-key", "topsecret"},
		{"copy", "topsecret", "x"}, {"copy", container + "?sv=1&sig=topsecret", folder}, {"sync", folder, "https://user:topsecret@host/c"},
		{"cp", key, container}, {"c", container, "&sig=topsecret"}, {"copy", "/SourceKey:topsecret"}, {"ls", container + "?topsecret"}, {"copy", "x?topsecret", container},
		{"/SourceKey:top secret", "/SourceKey:topsecret"}, {"/SourceKey:topsecret", "/SourceKey:topsecret"}, {"/DestKey:topsecret\n/S"},
		{"/SourceKey:topsecret"}, {"/SourceKey:topsecret", "stray"}, {`/SourceKey:"topsecret`}, {"/SourceKey:topsecret", "/Z", "/S"},
		upload("/SourceKey:topsecret"), upload("/DestKey:topsecret", "/DestSAS:sig=topsecret"), upload("/DestKey:topsecret", "/Snapshot"),
		ends(folder, container+"?sig=topsecret", "/Snapshot"), ends(folder, "https://blob.example.com/c?sig=topsecret"),
		ends(folder, "https://myaccount.blob.core.windows.net/?sig=topsecret"), ends(folder, container+"/100%?sig=topsecret"),
		ends(folder, container+"/100%&sig=topsecret"), ends(folder, "https://a.b.example.com&sig=topsecret/c"), ends(folder, "sftp://a/?sig=topsecret"),
		ends("http://user:topsecret@myaccount.blob.core.windows.net/c", folder), ends(folder, "https://topsecret@127.0.0.1:10000/devstoreaccount1/c", "/DestType:blob"),
		ends("emulator://user:topsecret@blob/c", folder), ends("http://user:topsecret/x@host/c", folder), {"/NC:https://user:topsecret@host/c"},
		{"/Pattern:x", "https://user:topsecret@host/c"}, {"/@:https://user:topsecret@host/c"}, ends("ftp://user:topsecret@host/c", folder),
		ends("https:/myaccount.blob.core.windows.net/c?sv=1&sig=topsecret", folder), ends("myaccount.blob.core.windows.net/c?sv=1&sig=topsecret", folder),
		ends(container, "https:/topsecret@myaccount.blob.core.windows.net/c"), ends(container, "myaccount.blob.core.windows.net/c/sig=topsecret&sv=1"),
		ends(container+"?snapshot=topsecret", folder, "/SourceKey:topsecret"),
		ends(container+"?sig=topsecret", container), ends("emulator://blob/c/&sig=topsecret", folder, "/SourceType:Table"),
	} {
		for _, given := range [][]string{args, append([]string{"--quiet"}, args...), append([]string{"/Y"}, args...)} {
			if text := mustFail(t, given...); strings.Contains(text, secret) {
				t.Errorf("%q: a secret shows: %s", given, text)
			}
		}
		if _, err := splitLine(args[0]); err != nil || strings.ContainsAny(args[0], "\"\n@") || args[0] == "" {
			continue
		}
		if text := mustFail(t, "/@:"+writeFile(t, strings.Join(args, " "))); strings.Contains(text, secret) {
			t.Errorf("%q in a response file: a secret shows: %s", args, text)
		}
	}
}

// FuzzErrorsShowNoSecret puts a secret after the name of a secret option that is spelled at random: some characters of
// the name replaced or removed, any separator, any prefix, and other arguments around it.
func FuzzErrorsShowNoSecret(f *testing.F) {
	f.Add("/", uint8(0), uint8(0), uint64(0), "", "")
	f.Add("--", uint8(1), uint8(5), uint64(1), "--blob-type", "/S")
	f.Add("-", uint8(2), uint8(2), uint64(1<<9), "/Pattern:", "stray")
	f.Add("", uint8(7), uint8(3), uint64(3), "--help", "")
	f.Add("", uint8(5), uint8(0), uint64(2), "copy", container)
	f.Add("/?:", uint8(4), uint8(6), uint64(0), "", "/?")
	f.Fuzz(func(t *testing.T, prefix string, option, separator uint8, spelling uint64, before, after string) {
		if given := strings.ToLower(prefix + before + after); strings.Contains(given, "@") || strings.Contains(given, "config-file") {
			return // it would read any file of this machine
		}
		const marker = "9q8W7e6R5t4Z3u2I1o0P"
		names := []string{"SourceKey", "DestKey", "SourceSAS", "DestSAS", "source-key", "dest-key", "source-sas", "dest-sas",
			"DestinationKey", "SrcSAS", "destination-sas", "src-key"}
		separators := []string{":", "=", "", " ", ":=", ":\"", "?", "=?sig=", ":?sv=1&sig="}
		arg := prefix + respell(names[int(option)%len(names)], spelling) + separators[int(separator)%len(separators)] + marker + "=="
		for _, args := range [][]string{{arg}, {before, arg, after}, strings.Fields(before + " " + arg + " " + after), upload(arg, after)} {
			c, err := Parse(args, noEnv)
			if err == nil {
				err = c.Unsupported()
			}
			if err != nil && strings.Contains(err.Error(), marker) {
				t.Errorf("%q: the secret shows: %v", args, err)
			}
		}
	})
}

// respell changes the name by two bits for each of its characters: as it is, in the other case, doubled, or left out.
func respell(name string, bits uint64) string {
	var b strings.Builder
	for _, c := range []byte(name) {
		switch bits & 3 {
		case 0:
			b.WriteByte(c)
		case 1:
			b.WriteByte(c ^ 0x20)
		case 2:
			b.WriteString(string([]byte{c, c}))
		}
		bits >>= 2
	}
	return b.String()
}
