package blob

import (
	"bytes"
	"crypto/rand"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"
	"azcopy/internal/storage/storagetest"
)

const (
	accountKey = "a2V5IG9mIGFuIGFjY291bnQ="
	aSnapshot  = "2013-02-25T08:07:57.1234567Z"
)

// at opens the container of a URL with a key.
func at(t *testing.T, url string, key storage.Secret) *Container {
	t.Helper()
	l, err := storage.ParseLocation(url, storage.Blob)
	if err != nil {
		t.Fatal(err)
	}
	credential, err := azure.NewCredential(l, key, "")
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(azure.Endpoint{At: l, Credential: credential})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func link(t *testing.T, c *Container, obj storage.Object) string {
	t.Helper()
	l, err := c.Link(t.Context(), obj)
	if err != nil {
		t.Fatal(err)
	}
	return l.Reveal()
}

func TestLinkWithoutKey(t *testing.T) {
	const host = "https://myaccount.blob.core.windows.net/c"
	const sas = "sv=2015-02-21&sr=c&sig=a%2bB%2F%3D=/~*'()!&se=2099-01-01T00%3a00%3A00Z&sp=rl"
	for _, tt := range []struct {
		name, location, blob, snapshot, want string
	}{
		{"anonymous", host, "b", "", host + "/b"},
		{"anonymous snapshot", host, "b", aSnapshot, host + "/b?snapshot=2013-02-25T08%3A07%3A57.1234567Z"},
		{"SAS as given", host + "?" + sas, "b", "", host + "/b?" + sas},
		{"SAS and snapshot", host + "?" + sas, "b", aSnapshot, host + "/b?snapshot=2013-02-25T08%3A07%3A57.1234567Z&" + sas},
		{"below a virtual directory", host + "/v%20d", "x/a+b?#%.txt", "", host + "/v%20d%2Fx%2Fa+b%3F%23%25.txt"},
		{"secondary", "https://myaccount-secondary.blob.core.windows.net/c", "b", "", "https://myaccount-secondary.blob.core.windows.net/c/b"},
		{"emulator, by path", "http://127.0.0.1:10000/other/c", "b", "", "http://127.0.0.1:10000/other/c/b"},
		{"secondary, by path", "http://127.0.0.1:10000/other-secondary/c", "b", "", "http://127.0.0.1:10000/other-secondary/c/b"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := link(t, at(t, tt.location, ""), storage.Object{Name: tt.blob, Snapshot: tt.snapshot}); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// TestLinkFromKey shows what the key signs; TestLinkCanBeRead shows that the signature is valid.
func TestLinkFromKey(t *testing.T) {
	for _, tt := range []struct {
		name, location, blob, snapshot, want, resource string
	}{
		{"blob", "https://myaccount.blob.core.windows.net/c", "b", "", "https://myaccount.blob.core.windows.net/c/b", "b"},
		{"snapshot", "https://myaccount.blob.core.windows.net/c", "b", aSnapshot, "https://myaccount.blob.core.windows.net/c/b", "bs"},
		{"secondary", "https://myaccount-secondary.blob.core.windows.net/c/vd", "b", "", "https://myaccount-secondary.blob.core.windows.net/c/vd%2Fb", "b"},
		{"name that the SDK can't sign", "https://myaccount.blob.core.windows.net/c", `a\b`, "", "https://myaccount.blob.core.windows.net/c/a%5Cb", "c"},
		{"snapshot of such a name", "https://myaccount.blob.core.windows.net/c", `a\b`, aSnapshot, "https://myaccount.blob.core.windows.net/c/a%5Cb", "c"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := link(t, at(t, tt.location, accountKey), storage.Object{Name: tt.blob, Snapshot: tt.snapshot})
			path, query, _ := strings.Cut(got, "?")
			if path != tt.want {
				t.Errorf("links to %s, want %s", path, tt.want)
			}
			v, err := url.ParseQuery(query)
			if err != nil || v.Get("snapshot") != tt.snapshot || v.Get("sr") != tt.resource || v.Get("sp") != "r" || v.Get("sig") == "" || v.Has("st") {
				t.Errorf("query %v, %v", v, err)
			}
			expiry, err := time.Parse(time.RFC3339, v.Get("se"))
			if left := time.Until(expiry); err != nil || left < linkLife-time.Minute || left > linkLife {
				t.Errorf("expires at %q, %v", v.Get("se"), err)
			}
		})
	}
}

// The secondary's links are signed for the account, whose name lacks the "-secondary".
func TestLinkOfSecondaryIsSignedForTheAccount(t *testing.T) {
	signature := func(url string) string {
		u, err := http.NewRequest("GET", link(t, at(t, url, accountKey), storage.Object{Name: "b"}), nil)
		if err != nil {
			t.Fatal(err)
		}
		return u.URL.Query().Get("se") + u.URL.Query().Get("sig")
	}
	for range 5 { // the second of the expiry may change in between
		if signature("https://a-secondary.blob.core.windows.net/c") == signature("https://a.blob.core.windows.net/c") {
			return
		}
	}
	t.Error("the signatures differ")
}

func TestLinkErrorsHoldNoSecret(t *testing.T) {
	_, err := at(t, "https://myaccount.blob.core.windows.net/c", accountKey).Link(t.Context(), storage.Object{Name: "b", Snapshot: "yesterday"})
	if err == nil || strings.Contains(err.Error(), accountKey) || !strings.Contains(err.Error(), "make a SAS for https://myaccount.blob.core.windows.net/c/b") {
		t.Errorf("got %v", err)
	}
}

// TestLinkCanBeRead makes each server check the signature of a link, with nothing else to authorize the request.
func TestLinkCanBeRead(t *testing.T) {
	transport := azure.NewTransport(azure.TransportOptions{})
	t.Cleanup(transport.Close)
	for _, s := range servers() {
		t.Run(s.name, func(t *testing.T) {
			c := open(t, s.url(t)+"/"+storage.DevelopmentAccount+"/links-"+strings.ToLower(rand.Text()), azure.Endpoint{Transport: transport})
			if err := c.Prepare(t.Context()); err != nil {
				t.Fatal(err)
			}
			for _, name := range storagetest.OddNames() {
				if s.name == "azurite" && strings.Contains(name, `\`) {
					continue // which it takes for '/'
				}
				obj := storage.Object{Name: name, Size: int64(len(name))}
				if err := c.Put(t.Context(), obj, []byte(name)); err != nil {
					t.Fatal(err)
				}
				url := link(t, c, obj)
				resp, err := http.Get(url)
				if err != nil {
					t.Fatal(err)
				}
				body, _ := io.ReadAll(resp.Body)
				resp.Body.Close()
				if resp.StatusCode != http.StatusOK || !bytes.Equal(body, []byte(name)) {
					t.Errorf("%s: status %d, %q", url, resp.StatusCode, body)
				}
			}
		})
	}
}
