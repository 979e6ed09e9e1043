package option

import (
	"strings"
	"testing"
)

// Every command line of the guide is understood, including its slips.
func TestGuideExamples(t *testing.T) {
	const (
		second = "https://myaccount2.blob.core.windows.net/myContainer/"
		sas    = "sv=2014-02-14&sr=c&sig=abc%3D&se=2015-05-01T00%3A00%3A00Z&sp=rl"
	)
	for _, line := range []string{
		`/Source:C:\myfolder /Dest:` + container + ` /DestKey:key /Pattern:abc.txt`,
		`/Source:` + container + ` /Dest:C:\myfolder /SourceKey:key /Pattern:abc.txt`,
		`/Source:` + container + `1 /Dest:` + container + `2 /SourceKey:key /DestKey:key /Pattern:abc.txt`,
		`/Source:https://myaccount1-secondary.blob.core.windows.net/mynewcontainer1 /Dest:` + second + ` /SourceKey:key1 /DestKey:key2 /Pattern:abc.txt`,
		`/Source:C:\myfolder /Dest:` + container + `/vd /DestKey:key /Pattern:abc.txt`,
		`/Source:C:\myfolder /Dest:` + container + ` /DestKey:key /S`,
		`/Source:C:\myfolder /Dest:` + container + ` /DestKey:key`,
		`/Source:` + container + `/vd1/ /Dest:C:\myfolder /SourceKey:key /S`,
		`/Source:C:\myfolder /Dest:` + container + ` /DestKey:key /Pattern:a* /S`,
		`/Source:` + container + ` /Dest:C:\myfolder /SourceKey:key /Pattern:a /S`,
		`/Source:` + container + `1 /Dest:` + second + ` /SourceKey:key1 /DestKey:key2 /Pattern:abc.txt /Snapshot`,
		`/Source:` + container + `1 /DestC:\myfolder /SourceSAS:` + sas + ` /S`,
		`/Source:` + container + `1/?` + sas + ` /Dest:C:\myfolder /S`,
		`/Source:C:\myfolder /Dest:` + container + `1 /DestSAS:` + sas + ` /Pattern:abc.txt`,
		`/Source:` + container + `1 /Dest:` + container + `2 /SourceSAS:` + sas + ` /DestSAS:` + sas + ` /Pattern:abc.txt`,
		`/Source:C:\myfolder /Dest:` + container + ` /DestKey:key /Z`,
		`/Source:C:\myfolder /Dest:` + container + ` /DestKey:key /Z:C:\journalfolder\`,
		`/Z:C:\journalfolder\`,
		`/Source:C:\myfolder /Dest:` + container + ` /DestKey:key /V`,
		`/Source:C:\myfolder /Dest:` + container + ` /DestKey:key /V:C:\myfolder\azcopy1.log`,
		`/Source:` + container + ` /Dest:C:\myfolder /SourceKey:key /MT`,
		`/Source:` + container + ` /Dest:C:\myfolder /SourceKey:key /MT /XN`,
		`/Source:` + container + ` /Dest:C:\myfolder /SourceKey:key /MT /XO`,
		`/Source:https://127.0.0.1:10004/myaccount/myfileshare/ /Dest:C:\myfolder /SourceKey:key /SourceType:Blob /S`,
		`/Source:` + container + `/ /Dest:` + second + ` /SourceKey:key1 /DestKey:key2 /Pattern:ab /SyncCopy`,
		`/Source:C:\myfolder\ /Dest:` + container + `/ /DestKey:key /Pattern:ab /SetContentType:video/mp4`,
		`/Source:C:\myfolder\ /Dest:` + container + `/ /DestKey:key /Pattern:ab /SetContentType`,
		`/Source:` + share + `myfolder1/ /Dest:C:\myfolder /SourceKey:key /Pattern:abc.txt`,
		`/Source:` + share + ` /Dest:C:\myfolder /SourceKey:key /S`,
		`/Source:C:\myfolder /Dest:` + share + ` /DestKey:key /S`,
		`/Source:C:\myfolder /Dest:` + share + ` /DestKey:key /Pattern:ab* /S`,
		`/Source:` + share + ` /Dest:https://myaccount2.file.core.windows.net/share2/ /SourceKey:key1 /DestKey:key2 /S /SyncCopy`,
		`/Source:` + share + ` /Dest:` + second + ` /SourceKey:key1 /DestKey:key2 /S /SyncCopy`,
		`/Source:` + second + ` /Dest:` + share + ` /SourceKey:key1 /DestKey:key2 /S /SyncCopy`,
		`/Source:` + table + ` /Dest:C:\myfolder\ /SourceKey:key`,
		`/Source:` + table + ` /Dest:` + container + `/ /SourceKey:key1 /Destkey:key2`,
		`/Source:` + table + ` /Dest:C:\myfolder /SourceKey:key /S /SplitSize:100`,
		`/Source:` + table + ` /Dest:C:\myfolder\ /SourceKey:key /PKRS:"aa#bb"`,
		`/Source:C:\myfolder\ /Dest:` + table + ` /DestKey:key /Manifest:"myaccount_mytable_20140103T112020.manifest" /EntityOperation:InsertOrReplace`,
	} {
		args, err := splitLine(line)
		if err != nil {
			t.Fatal(err)
		}
		o := mustParse(t, args...)
		if o.Dest != "" && !strings.HasPrefix(o.Dest, "http") && !strings.HasPrefix(o.Dest, `C:\`) {
			t.Errorf("%s: destination %q", line, o.Dest)
		}
		for _, shown := range []string{o.String(), o.SourceKey.String()} {
			if strings.Contains(shown, "sig=") || strings.Contains(shown, "key1") {
				t.Errorf("%s shows a secret: %s", line, shown)
			}
		}
	}
}
