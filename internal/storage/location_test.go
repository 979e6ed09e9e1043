package storage

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func TestParseLocation(t *testing.T) {
	const product = "https://myaccount.blob.core.windows.net"
	tests := []struct {
		raw  string
		hint Service
		want Location
		str  string
	}{
		{raw: `C:\myfolder`, want: Location{Service: Local, Path: `C:\myfolder`}, str: `C:\myfolder`},
		{raw: "/home/me/data", want: Location{Service: Local, Path: "/home/me/data"}, str: "/home/me/data"},
		{
			raw:  product + "/mycontainer",
			want: Location{Service: Blob, Scheme: "https", Host: "myaccount.blob.core.windows.net", Account: "myaccount", Container: "mycontainer"},
			str:  product + "/mycontainer",
		},
		{
			raw:  "HTTPS://myaccount-secondary.blob.core.windows.net/mycontainer/vd/",
			want: Location{Service: Blob, Scheme: "https", Host: "myaccount-secondary.blob.core.windows.net", Account: "myaccount", Secondary: true, Container: "mycontainer", Directory: "vd/"},
			str:  "https://myaccount-secondary.blob.core.windows.net/mycontainer/vd/",
		},
		{
			raw:  product + "/mycontainer1/?sv=1&sig=a%2Bb%3D",
			want: Location{Service: Blob, Scheme: "https", Host: "myaccount.blob.core.windows.net", Account: "myaccount", Container: "mycontainer1", SAS: "sv=1&sig=a%2Bb%3D"},
			str:  product + "/mycontainer1",
		},
		{
			raw:  product + "/myContainer/a%20b/100%25#1",
			want: Location{Service: Blob, Scheme: "https", Host: "myaccount.blob.core.windows.net", Account: "myaccount", Container: "mycontainer", Directory: "a b/100%#1"},
			str:  product + "/mycontainer/a%20b/100%25%231",
		},
		{
			raw:  product + `/mycontainer\vd%5Csub%5c?sig=a\b`,
			want: Location{Service: Blob, Scheme: "https", Host: "myaccount.blob.core.windows.net", Account: "myaccount", Container: "mycontainer", Directory: "vd/sub/", SAS: `sig=a\b`},
			str:  product + "/mycontainer/vd/sub/",
		},
		{
			raw:  "https://a.file.core.chinacloudapi.cn/share/dir",
			want: Location{Service: File, Scheme: "https", Host: "a.file.core.chinacloudapi.cn", Account: "a", Container: "share", Directory: "dir"},
			str:  "https://a.file.core.chinacloudapi.cn/share/dir",
		},
		{
			raw:  "https://a.table.cosmosdb.windows.net/myTable/",
			want: Location{Service: Table, Scheme: "https", Host: "a.table.cosmosdb.windows.net", Account: "a", Container: "myTable"},
			str:  "https://a.table.cosmosdb.windows.net/myTable",
		},
		{
			raw:  "http://127.0.0.1:10000/devstoreaccount1/container/vd",
			want: Location{Service: Blob, Scheme: "http", Host: "127.0.0.1:10000", PathStyle: true, Account: "devstoreaccount1", Container: "container", Directory: "vd"},
			str:  "http://127.0.0.1:10000/devstoreaccount1/container/vd",
		},
		{
			raw: "https://127.0.0.1:10004/myaccount/myfileshare/", hint: Blob,
			want: Location{Service: Blob, Scheme: "https", Host: "127.0.0.1:10004", PathStyle: true, Account: "myaccount", Container: "myfileshare"},
			str:  "https://127.0.0.1:10004/myaccount/myfileshare",
		},
		{
			raw: "http://[::1]:10000/devstoreaccount1-secondary/c", want: Location{Service: Blob, Scheme: "http", Host: "[::1]:10000", PathStyle: true, Account: "devstoreaccount1", Secondary: true, Container: "c"},
			str: "http://[::1]:10000/devstoreaccount1-secondary/c",
		},
		{
			raw:  "https://acct.privatelink.blob.core.windows.net/mycontainer/a",
			want: Location{Service: Blob, Scheme: "https", Host: "acct.privatelink.blob.core.windows.net", Account: "acct", Container: "mycontainer", Directory: "a"},
			str:  "https://acct.privatelink.blob.core.windows.net/mycontainer/a",
		},
		{
			raw:  "https://acct-secondary.z12.Blob.storage.azure.net/mycontainer",
			want: Location{Service: Blob, Scheme: "https", Host: "acct-secondary.z12.Blob.storage.azure.net", Account: "acct", Secondary: true, Container: "mycontainer"},
			str:  "https://acct-secondary.z12.Blob.storage.azure.net/mycontainer",
		},
		{
			raw:  "https://table.z1.file.core.usgovcloudapi.net:443/share",
			want: Location{Service: File, Scheme: "https", Host: "table.z1.file.core.usgovcloudapi.net:443", Account: "table", Container: "share"},
			str:  "https://table.z1.file.core.usgovcloudapi.net:443/share",
		},
		{
			raw:  "https://acct.table.core.cloudapi.de./mytable",
			want: Location{Service: Table, Scheme: "https", Host: "acct.table.core.cloudapi.de.", Account: "acct", Container: "mytable"},
			str:  "https://acct.table.core.cloudapi.de./mytable",
		},
		{
			raw:  "https://acct.blob.local.azurestack.external/mycontainer",
			want: Location{Service: Blob, Scheme: "https", Host: "acct.blob.local.azurestack.external", Account: "acct", Container: "mycontainer"},
			str:  "https://acct.blob.local.azurestack.external/mycontainer",
		},
		{
			raw:  "http://host.docker.internal:10000/devstoreaccount1/mycontainer/a",
			want: Location{Service: Blob, Scheme: "http", Host: "host.docker.internal:10000", PathStyle: true, Account: DevelopmentAccount, Container: "mycontainer", Directory: "a"},
			str:  "http://host.docker.internal:10000/devstoreaccount1/mycontainer/a",
		},
		{
			raw: "http://azurite.default.svc.cluster.local/devstoreaccount1-secondary/mycontainer", hint: Blob,
			want: Location{Service: Blob, Scheme: "http", Host: "azurite.default.svc.cluster.local", PathStyle: true, Account: DevelopmentAccount, Secondary: true, Container: "mycontainer"},
			str:  "http://azurite.default.svc.cluster.local/devstoreaccount1-secondary/mycontainer",
		},
		{
			raw:  "https://acct.blob.core.windows.net/devstoreaccount1/a",
			want: Location{Service: Blob, Scheme: "https", Host: "acct.blob.core.windows.net", Account: "acct", Container: "devstoreaccount1", Directory: "a"},
			str:  "https://acct.blob.core.windows.net/devstoreaccount1/a",
		},
		{
			raw: "https://acct.storage.example.com/c", hint: Blob,
			want: Location{Service: Blob, Scheme: "https", Host: "acct.storage.example.com", Account: "acct", Container: "c"},
			str:  "https://acct.storage.example.com/c",
		},
		{
			raw:  "emulator://blob/container/path",
			want: Location{Service: Blob, Scheme: "http", Host: "blob.emulator", Embedded: true, PathStyle: true, Account: DevelopmentAccount, Container: "container", Directory: "path"},
			str:  "emulator://blob/container/path",
		},
	}
	for _, tt := range tests {
		t.Run(tt.raw, func(t *testing.T) {
			got, err := ParseLocation(tt.raw, tt.hint)
			if err != nil {
				t.Fatal(err)
			}
			if got != tt.want {
				t.Errorf("got  %#v\nwant %#v", got, tt.want)
			}
			if got.SAS.Reveal() != tt.want.SAS.Reveal() {
				t.Errorf("SAS %q, want %q", got.SAS.Reveal(), tt.want.SAS.Reveal())
			}
			if got.String() != tt.str {
				t.Errorf("String() = %q, want %q", got, tt.str)
			}
		})
	}
}

func TestParseLocationRefuses(t *testing.T) {
	tests := []struct{ raw, want string }{
		{"", "empty"},
		{"ftp://host/path", "not a scheme"},
		{"https://myaccount.blob.core.windows.net", "names no container"},
		{"https://myaccount.file.core.windows.net/?sig=secret", "names no share"},
		{"https://myaccount.queue.core.windows.net/q", "serves queues, which can't be copied"},
		{"https://acct.dfs.core.windows.net/fs/dir?sig=secret", "the same data: https://acct.blob.core.windows.net"},
		{"https://acct.z12.dfs.storage.azure.net/fs", "the same data: https://acct.z12.blob.storage.azure.net"},
		{"https://acct.z6.web.core.windows.net/index.html", "its content is in https://acct.blob.core.windows.net/$web"},
		{"https://acct.privatelink.other.core.windows.net/c", "does not say whether it serves blobs"},
		{"https://core.windows.net/c", "does not say whether it serves blobs"},
		{"https://blob.core.windows.net/c?sig=secret", "names no account; write the account's name before it, as in https://account.blob.core.windows.net/container"},
		{"https://file.core.windows.net:443/devstoreaccount1/c", "names no account; write the account's name before it, as in https://account.file.core.windows.net:443/share"},
		{"http://host.docker.internal:10001/devstoreaccount1/c", "does not say whether it serves blobs"},
		{"http://host.docker.internal:10000/other/c", "does not say whether it serves blobs"},
		{"https://storage.example.com/c?sig=secret", "/SourceType"},
		{"http://127.0.0.1:10000", "names no account"},
		{"http://127.0.0.1:9999/devstoreaccount1/c", "/SourceType"},
		{"https://myaccount.blob.core.windows.net/c/100%?sig=secret", "%25"},
		{"emulator://queue/c", "emulator://blob/"},
		{"http://user:secret@myaccount.blob.core.windows.net/c", "user name or password"},
		{"https://secret@myaccount.blob.core.windows.net/c?sig=x", "user name or password"},
		{"http://user:secret@127.0.0.1:10000/devstoreaccount1/c", "user name or password"},
		{"emulator://user:secret@blob/c", "user name or password"},
		{"http://user:secret/x@myaccount.blob.core.windows.net/c", "no valid host"},
		{"http://user:secret?x@myaccount.blob.core.windows.net/c", "no valid host"},
		{"http://myaccount.blob.core.windows.net:port/c", "no valid host"},
		{`https://myaccount.blob.core.windows.net\c\vd`, `there is a \ after the host of the URL; write a / instead`},
		{`https://myaccount.blob.core.windows.net\c/vd?sv=1&sig=secret`, `there is a \ after the host`},
		{`https://myaccount.blob.core.windows.net%5Cc`, "there is a \\ after the host"},
		{`http://127.0.0.1:10000\devstoreaccount1\c`, `there is a \ after the host`},
		{`emulator://blob\c`, `there is a \ after the host`},
		{"https:/myaccount.blob.core.windows.net/c?sv=1&sig=secret", "two slashes"},
		{"HTTP:/user:secret@myaccount.blob.core.windows.net/c", "two slashes"},
		{`https:\\secret.blob.core.windows.net\c`, "two slashes"},
		{"emulator:/blob/secret", "two slashes"},
		{"myaccount.blob.core.windows.net/c?sv=1&sig=secret", "starts with https://"},
		{"myaccount.blob.core.windows.net/c?SIG=secret", "starts with https://"},
		{"myaccount.blob.core.windows.net/c&amp;sig=secret", "starts with https://"},
		{"//myaccount.blob.core.windows.net/c/sig=sec/ret&sv=1", "starts with https://"},
	}
	for _, tt := range tests {
		t.Run(tt.raw, func(t *testing.T) {
			got, err := ParseLocation(tt.raw, "")
			if err == nil {
				t.Fatalf("accepted as %#v", got)
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %q does not say %q", err, tt.want)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("error shows a secret: %q", err)
			}
		})
	}
}

// The last part names an object, after whatever separates directories there.
func TestSplit(t *testing.T) {
	for _, tt := range []struct{ directory, delimiter, above, name string }{
		{"", "", "", ""},
		{"a", "", "", "a"},
		{"a/b", "", "a/", "b"},
		{"a/b/", "", "a/b/", ""},
		{"a//b", "", "a//", "b"},
		{"a/b@c", "@", "a/b@", "c"},
		{"a@b/", "@", "a@", "b/"},
		{"aéb", "é", "aé", "b"},
	} {
		l := Location{Service: Blob, Directory: tt.directory, Delimiter: tt.delimiter}
		want := l
		want.Directory = tt.above
		if above, name := l.Split(); above != want || name != tt.name {
			t.Errorf("%q at %q: %q in %q, want %q in %q", tt.directory, tt.delimiter, name, above.Directory, tt.name, tt.above)
		}
	}
}

func FuzzParseLocation(f *testing.F) {
	f.Add("https://a.blob.core.windows.net/c/d?sig=x", "blob")
	f.Add("emulator://table/t", "")
	f.Add("http://[::1]:1/a/b%2Fc", "file")
	f.Fuzz(func(t *testing.T, raw, hint string) {
		l, err := ParseLocation(raw, Service(hint))
		if err == nil && l.Service != Local && (l.Container == "" || l.Account == "") {
			t.Errorf("accepted without account or container: %#v", l)
		}
	})
}

func TestJoin(t *testing.T) {
	tests := []struct{ location, name, want string }{
		{"emulator://blob/c", "a b.txt", "emulator://blob/c/a%20b.txt"},
		{"https://a.blob.core.windows.net/c/vd", "x/y", "https://a.blob.core.windows.net/c/vd/x/y"},
		{"https://a.blob.core.windows.net/c/vd/", "x", "https://a.blob.core.windows.net/c/vd/x"},
		{"/data", "x/y", "/data/x/y"},
		{"/data/", "x", "/data/x"},
		{`C:\data`, "x/y", `C:\data\x\y`},
		{`C:\`, "x", `C:\x`},
	}
	for _, tt := range tests {
		l, err := ParseLocation(tt.location, "")
		if err != nil {
			t.Fatal(err)
		}
		if got := l.Join(tt.name); got != tt.want {
			t.Errorf("%s joined with %s = %q, want %q", tt.location, tt.name, got, tt.want)
		}
	}
}

func TestPrefix(t *testing.T) {
	for _, tt := range []struct{ directory, delimiter, want string }{
		{"", "", ""},
		{"", "@", ""},
		{"vd", "", "vd/"},
		{"vd/", "", "vd/"},
		{"vd", "@", "vd@"},
		{"vd@", "@", "vd@"},
		{"vd/", "@", "vd@"},
		{"/", "@", ""},
		{"a/b", "@", "a/b@"},
		{"vé", "é", "vé"},
	} {
		l := Location{Directory: tt.directory, Delimiter: tt.delimiter}
		if got := l.Prefix(); got != tt.want {
			t.Errorf("%+v: %q, want %q", tt, got, tt.want)
		}
	}
}

func TestIsFolder(t *testing.T) {
	stub := func(name, value string, size int64) Object {
		return Object{Size: size, Props: Properties{Metadata: map[string]string{"other": "x", name: value}}}
	}
	for _, tt := range []struct {
		obj  Object
		want bool
	}{
		{stub("hdi_isfolder", "true", 0), true},
		{stub("Hdi_Isfolder", "TRUE", 0), true},
		{stub("hdi_isfolder", "true", 1), false},
		{stub("hdi_isfolder", "false", 0), false},
		{stub("isfolder", "true", 0), false},
		{Object{}, false},
	} {
		if got := tt.obj.IsFolder(); got != tt.want {
			t.Errorf("%+v: %v", tt.obj, got)
		}
	}
}

func TestSecretNeverPrints(t *testing.T) {
	l := Location{SAS: "sig=topsecret"}
	encoded, err := json.Marshal(l)
	if err != nil {
		t.Fatal(err)
	}
	for _, printed := range []string{fmt.Sprint(l), fmt.Sprintf("%+v", l), fmt.Sprintf("%#v", l), string(encoded), fmt.Sprintf("%q", l.SAS)} {
		if strings.Contains(printed, "topsecret") {
			t.Errorf("secret printed: %s", printed)
		}
		if !strings.Contains(printed, Masked) && strings.Contains(printed, "SAS") {
			t.Errorf("not masked: %s", printed)
		}
	}
}

// The snapshot of a share is part of the location; what else is in the query is the SAS.
func TestShareSnapshots(t *testing.T) {
	const at, stamp = "https://a.file.core.windows.net/s/d", "2020-09-24T08:09:30.0000000Z"
	for query, want := range map[string]Location{
		"sharesnapshot=" + stamp:                         {ShareSnapshot: stamp},
		"sharesnapshot=2020-09-24T08%3A09%3A30.0000000Z": {ShareSnapshot: stamp},
		"sv=1&sharesnapshot=" + stamp + "&sig=x":         {ShareSnapshot: stamp, SAS: "sv=1&sig=x"},
		"sv=1&sig=x":                                     {SAS: "sv=1&sig=x"},
	} {
		l, err := ParseLocation(at+"?"+query, "")
		if err != nil || l.ShareSnapshot != want.ShareSnapshot || l.SAS != want.SAS {
			t.Errorf("%s: snapshot %q, SAS %q, %v", query, l.ShareSnapshot, l.SAS.Reveal(), err)
		}
		if shown := l.String(); want.ShareSnapshot != "" && shown != at+"?sharesnapshot="+stamp {
			t.Errorf("shown as %s", shown)
		}
	}
	for _, query := range []string{"sharesnapshot=", "sharesnapshot=yesterday", "sharesnapshot=" + stamp + "&sharesnapshot=" + stamp, "sharesnapshot=%"} {
		if l, err := ParseLocation(at+"?"+query, ""); err == nil {
			t.Errorf("%s: parsed as %+v", query, l)
		}
	}
	if l, err := ParseLocation("https://a.blob.core.windows.net/c?sharesnapshot="+stamp, ""); err != nil || l.SAS == "" {
		t.Errorf("of a container: %+v, %v", l, err)
	}
}
