package azure

import (
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"azcopy/internal/storage"

	"golang.org/x/net/http/httpproxy"
)

// Proxy returns the proxy that a request goes through, nil for none.
type Proxy func(*http.Request) (*url.URL, error)

// ProxyFromEnvironment returns the proxy that the environment names: HTTPS_PROXY and HTTP_PROXY, or ALL_PROXY where one of
// them is not set, except for the hosts of NO_PROXY; spellings in lower case take precedence. An invalid value is an error:
// net/http would ignore it, and connect past the proxy that was asked for. No error shows a value, since it may have a
// password.
func ProxyFromEnvironment(getenv func(string) string) (Proxy, error) {
	var config httpproxy.Config
	for _, v := range []struct {
		to    *string
		names []string
		check func(string) error
	}{
		{&config.HTTPSProxy, httpsProxy(), checkProxy},
		{&config.HTTPProxy, httpProxy(), checkProxy},
		{&config.NoProxy, []string{"no_proxy", "NO_PROXY"}, checkNoProxy},
	} {
		name, value := firstSet(getenv, v.names)
		if value == "" {
			continue
		}
		if err := v.check(value); err != nil {
			return nil, fmt.Errorf("the environment variable %s is not valid: %w", name, err)
		}
		*v.to = value
	}
	proxy := config.ProxyFunc()
	return func(req *http.Request) (*url.URL, error) { return proxy(req.URL) }, nil
}

func httpsProxy() []string { return []string{"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"} }
func httpProxy() []string  { return []string{"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"} }

// firstSet returns the first of the environment variables that has a value, and the value without blanks around it; the
// value is empty when none has one.
func firstSet(getenv func(string) string, names []string) (name, value string) {
	for _, name = range names {
		if value = strings.TrimSpace(getenv(name)); value != "" {
			break
		}
	}
	return name, value
}

// ProxySecrets returns the passwords of the environment's proxies, each also in the form of the header Proxy-Authorization,
// so that they can be removed from texts in which a proxy quotes them.
func ProxySecrets(getenv func(string) string) []storage.Secret {
	var secrets []storage.Secret
	for _, name := range slices.Concat(httpsProxy(), httpProxy()) {
		u, err := proxyURL(strings.TrimSpace(getenv(name)))
		if err != nil || u.User == nil {
			continue
		}
		if password, ok := u.User.Password(); ok {
			basic := base64.StdEncoding.EncodeToString([]byte(u.User.Username() + ":" + password))
			secrets = append(secrets, storage.Secret(password), storage.Secret(basic))
		}
	}
	return secrets
}

// proxyURL parses the address of a proxy, which may lack its scheme.
func proxyURL(value string) (*url.URL, error) {
	if !strings.Contains(value, "://") {
		value = "http://" + value
	}
	return url.Parse(value)
}

// checkProxy returns what is wrong with the address of a proxy, without showing it.
func checkProxy(value string) error {
	u, err := proxyURL(value)
	if err != nil || u.Hostname() == "" || strings.ContainsAny(u.Hostname(), " \t\"'<>") || strings.Trim(u.Path, "/") != "" {
		return fmt.Errorf("it is not the address of a proxy; give it as http://host:port, or http://name:password@host:port " +
			"with each odd character of the password as %% and two hexadecimal digits")
	}
	switch u.Scheme {
	case "http", "https", "socks5", "socks5h":
	default:
		return fmt.Errorf("its scheme is not http, https, socks5 or socks5h; start it with one of them and ://")
	}
	if port, err := strconv.Atoi(u.Port()); u.Port() != "" && (err != nil || port < 1 || port > 65535) {
		return fmt.Errorf("its port is not a number from 1 to 65535; give it as http://host:port")
	}
	return nil
}

// checkNoProxy returns what is wrong with a list of hosts, such as an entry that can match no host.
func checkNoProxy(value string) error {
	for i, entry := range strings.Split(value, ",") {
		entry = strings.TrimSpace(entry)
		_, _, cidr := net.ParseCIDR(entry)
		switch {
		case entry == "" || entry == "*" || cidr == nil:
		case strings.ContainsAny(entry, "/ \t;\"'@"), strings.Contains(strings.TrimPrefix(entry, "*."), "*"):
			return fmt.Errorf("its entry %d names no host; separate host names, .domains, addresses and networks such as 10.0.0.0/8 by commas", i+1)
		}
	}
	return nil
}
