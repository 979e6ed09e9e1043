package azure

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestProxyFromEnvironment(t *testing.T) {
	const azure, plain = "https://account.blob.core.windows.net/c", "http://account.blob.core.windows.net/c"
	tests := []struct {
		name string
		env  map[string]string
		url  string
		want string // empty for none
	}{
		{"nothing set", nil, azure, ""},
		{"HTTPS_PROXY", map[string]string{"HTTPS_PROXY": "http://proxy:3128"}, azure, "http://proxy:3128"},
		{"without a scheme", map[string]string{"HTTPS_PROXY": "proxy:3128"}, azure, "http://proxy:3128"},
		{"blanks around it", map[string]string{"HTTPS_PROXY": " http://proxy:3128 "}, azure, "http://proxy:3128"},
		{"with a password", map[string]string{"HTTPS_PROXY": "http://n:p%40@proxy:3128"}, azure, "http://n:p%40@proxy:3128"},
		{"of IPv6", map[string]string{"HTTPS_PROXY": "http://[::1]:3128"}, azure, "http://[::1]:3128"},
		{"SOCKS", map[string]string{"HTTPS_PROXY": "socks5h://proxy"}, azure, "socks5h://proxy"},
		{"lower case takes precedence", map[string]string{"https_proxy": "http://lower", "HTTPS_PROXY": "http://upper"}, azure, "http://lower"},
		{"for http", map[string]string{"HTTPS_PROXY": "http://proxy"}, plain, ""},
		{"HTTP_PROXY", map[string]string{"HTTP_PROXY": "http://proxy"}, plain, "http://proxy"},
		{"ALL_PROXY", map[string]string{"ALL_PROXY": "http://all", "HTTP_PROXY": "http://proxy"}, azure, "http://all"},
		{"ALL_PROXY, where another takes precedence", map[string]string{"all_proxy": "http://all", "HTTP_PROXY": "http://proxy"}, plain, "http://proxy"},
		{"NO_PROXY, its domain", map[string]string{"HTTPS_PROXY": "http://proxy", "NO_PROXY": "x, .core.windows.net"}, azure, ""},
		{"NO_PROXY, a domain with a star", map[string]string{"HTTPS_PROXY": "http://proxy", "no_proxy": "*.core.windows.net,"}, azure, ""},
		{"NO_PROXY, all", map[string]string{"HTTPS_PROXY": "http://proxy", "NO_PROXY": "*"}, azure, ""},
		{"NO_PROXY, a network", map[string]string{"HTTPS_PROXY": "http://proxy", "NO_PROXY": "10.0.0.0/8"}, "https://10.1.2.3/a/c", ""},
		{"NO_PROXY, another host", map[string]string{"HTTPS_PROXY": "http://proxy", "NO_PROXY": "example.com:8080"}, azure, "http://proxy"},
	}
	for _, tt := range tests {
		proxy, err := ProxyFromEnvironment(func(name string) string { return tt.env[name] })
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, tt.url, nil)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if u, err := proxy(req); err != nil || u != nil {
			got = u.String()
		}
		if got != tt.want {
			t.Errorf("%s: goes through %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestInvalidProxySettings(t *testing.T) {
	tests := []struct{ name, value, want string }{
		{"HTTPS_PROXY", "http://topsecret:topsecret%@proxy:3128", "not the address"},
		{"HTTPS_PROXY", "http://na me:topsecret@proxy", "not the address"},
		{"HTTPS_PROXY", "http://", "not the address"},
		{"HTTPS_PROXY", "topsecret@", "not the address"},
		{"HTTPS_PROXY", "://topsecret", "not the address"},
		{"HTTPS_PROXY", "http://proxy:topsecret", "not the address"},
		{"HTTPS_PROXY", "http://proxy:99999", "port"},
		{"HTTPS_PROXY", "http://proxy:0", "port"},
		{"HTTPS_PROXY", "ftp://topsecret@proxy", "scheme"},
		{"https_proxy", "http//proxy:3128", "not the address"},
		{"HTTP_PROXY", `"http://proxy:3128"`, "not the address"},
		{"http_proxy", "http://pro\x01xy", "not the address"},
		{"ALL_PROXY", "socks://proxy", "scheme"},
		{"all_proxy", "http://[::1", "not the address"},
		{"NO_PROXY", "a.example b.example", "entry 1"},
		{"NO_PROXY", "a.example,https://topsecret.example", "entry 2"},
		{"no_proxy", "10.0.0.0/99", "entry 1"},
		{"NO_PROXY", "10.*", "entry 1"},
	}
	for _, tt := range tests {
		_, err := ProxyFromEnvironment(func(name string) string { return map[string]string{tt.name: tt.value}[name] })
		if err == nil {
			t.Errorf("%s=%s is accepted", tt.name, tt.value)
			continue
		}
		if text := err.Error(); !strings.Contains(text, tt.name) || !strings.Contains(text, tt.want) || strings.Contains(text, "topsecret") {
			t.Errorf("%s=%s: %s", tt.name, tt.value, text)
		}
	}
}

func FuzzCheckProxy(f *testing.F) {
	for _, s := range []string{"http://n:p@proxy:1", "proxy", "http://[::1]:1", "%", "://"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, value string) {
		err := checkProxy(value)
		if err != nil {
			return
		}
		proxy, err := ProxyFromEnvironment(func(name string) string { return map[string]string{"HTTPS_PROXY": value}[name] })
		if err != nil {
			return // blanks around it
		}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://account.example/c", nil)
		if err != nil {
			t.Fatal(err)
		}
		if u, err := proxy(req); strings.TrimSpace(value) != "" && (err != nil || u == nil || u.Host == "") {
			t.Errorf("%q is accepted and then ignored: %v, %v", value, u, err)
		}
	})
}

func TestSecretsOfProxies(t *testing.T) {
	env := map[string]string{
		"https_proxy": " http://name:p%40ssword@proxy:3128 ", "HTTP_PROXY": "name:other-secret@proxy", "ALL_PROXY": "socks5://name@proxy", "all_proxy": "http://%",
	}
	var got []string
	for _, secret := range ProxySecrets(func(name string) string { return env[name] }) {
		got = append(got, secret.Reveal())
	}
	want := []string{"p@ssword", "bmFtZTpwQHNzd29yZA==", "other-secret", "bmFtZTpvdGhlci1zZWNyZXQ="}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
