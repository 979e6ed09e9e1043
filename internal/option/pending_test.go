package option

import (
	"slices"
	"strings"
	"testing"
)

// Exactly these options can be carried out; every other one says that it is not yet supported.
func TestOptionsThatWork(t *testing.T) {
	want := []string{
		"Source", "Dest", "SourceKey", "DestKey", "SourceSAS", "DestSAS", "V", "Z", "@", "Y", "NC", "SourceType",
		"DestType", "S", "Pattern", "CheckMD5", "L", "MT", "XN", "XO", "A", "IA", "XA", "FollowSymlinks", "AllowGrowth",
		"SyncCopy", "SetContentType", "BlobType", "Delimiter", "Snapshot", "BlockSizeInMb",
	}
	var got []string
	for _, o := range Table() {
		if !o.Pending {
			got = append(got, o.Name)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("not pending are %q, want %q", got, want)
	}
}

func TestUnsupportedSaysSo(t *testing.T) {
	const key = "/SourceKey:k"
	for _, tt := range []struct {
		args []string
		want string
	}{
		{ends(table, folder, key, "/PKRS:a"), "/PKRS is"},
		{ends(table, folder, key, "/SplitSize:32"), "/SplitSize is"},
		{ends(table, folder, key, "/PayloadFormat:JSON"), "/PayloadFormat is"},
		{ends(table, folder, key, "/Manifest:m"), "/Manifest is"},
		{ends(folder, table, "/EntityOperation:InsertOrSkip", "/Manifest:m"), "/EntityOperation is"},
		{ends(table, folder, key), "/Source: table storage is"},
	} {
		c, err := Parse(tt.args, noEnv)
		if err != nil {
			t.Errorf("%q: %v", tt.args, err)
			continue
		}
		err = c.Unsupported()
		if err == nil || !strings.HasPrefix(err.Error(), tt.want+" not yet supported. ") {
			t.Errorf("%q: got %v, want %q", tt.args, err, tt.want)
		}
	}
}

func TestUnsupportedInLongSpelling(t *testing.T) {
	c, err := Parse([]string{"--source", table, "--destination", folder, "--source-key", "k", "--split-size", "32"}, noEnv)
	if err != nil {
		t.Fatal(err)
	}
	const want = `--split-size is not yet supported. For more details, please type "azcopy --help split-size".`
	if err := c.Unsupported(); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// For options that come from elsewhere, such as a journal, the error also says which place can't be parsed.
func TestLocateRefuses(t *testing.T) {
	for _, o := range []Options{{Source: "ftp://x", Dest: container}, {Source: folder, Dest: "ftp://x"}} {
		if err := o.Locate(); err == nil || !strings.Contains(err.Error(), "not a scheme") {
			t.Errorf("%s: %v", o, err)
		}
	}
}

func TestSupportedIsNoError(t *testing.T) {
	for _, args := range [][]string{
		upload("/S", "/Y", "/NC:4", "/Pattern:*", "/DestKey:k", "/DestType:Blob"),
		download("/S", "/Y", "/NC:4", "/Pattern:a", "/SourceSAS:sig=x", "/SourceType:blob"),
		ends("emulator://blob/con", folder),
		upload("/SetContentType"),
		download("/CheckMD5"),
		ends(container, container+"2", "/S"),
		ends(container, container+"2", "/SyncCopy", "/Pattern:a", "/SourceSAS:sig=x", "/DestKey:k"),
	} {
		if err := mustParse(t, args...).Unsupported(); err != nil {
			t.Errorf("%q: %v", args, err)
		}
	}
}
