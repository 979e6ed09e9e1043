//go:build unix

package main

import (
	"context"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"azcopy/internal/storage"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/service"
	"github.com/rogpeppe/go-internal/testscript"
)

// emulatorsOwn finds scripts that need what only the emulator inside this program has: counted requests, a clock and
// copies that can be tampered with, a process of its own, or emulator:// addresses.
var emulatorsOwn = regexp.MustCompile(`(?m)^!? ?(requests|skew|failcopies|serve|stop)\b|emulator://|-- \.copyspeed --`)

// notOnAzurite are the other scripts that Azurite 3.37 can't serve, and why.
func notOnAzurite() map[string]string {
	const fetches = "it reads the source of a copy at the product's address, which from there leads nowhere"
	return map[string]string{
		"blob_type_mismatch":  "it replaces a blob of another type; the service refuses",
		"copy_from_secondary": fetches,
		"copy_into_itself":    fetches,
		"copy_overwrite":      fetches,
		"copy_sas_both":       fetches,
		"copy_snapshots":      fetches,
		"copy_types":          fetches,
		"sas_source_option":   "it does not tell why a SAS is refused",
	}
}

// TestScriptsOnAzurite runs the scripts that Azurite can serve, one after the other, each with its accounts empty.
func TestScriptsOnAzurite(t *testing.T) {
	if testing.Short() {
		t.Skip("needs Azurite")
	}
	endpoint, err := url.Parse(strings.TrimSuffix(azurite(t), "/"+storage.DevelopmentAccount))
	check(t, err)
	files, err := filepath.Glob("testdata/script/*.txtar")
	check(t, err)
	ran := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		check(t, err)
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		if _, excused := notOnAzurite()[name]; excused || emulatorsOwn.Match(text) || !strings.Contains(string(text), ".blob.core.windows.net") {
			continue
		}
		ran++
		t.Run(name, func(t *testing.T) {
			p := scripts(func(env *testscript.Env) error {
				if err := emptyAccounts(env, endpoint); err != nil {
					return err
				}
				return (&product{handler: toAzurite(endpoint)}).begin(env)
			})
			p.Files = []string{file}
			testscript.Run(t, p)
		})
	}
	if ran < 20 {
		t.Errorf("only %d scripts were run", ran)
	}
}

// toAzurite passes requests on with the host they are for, by which Azurite knows the account.
func toAzurite(endpoint *url.URL) http.Handler {
	return &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(endpoint)
		r.Out.URL.RawQuery, r.Out.Host = r.In.URL.RawQuery, r.In.Host
	}}
}

// emptyAccounts deletes all containers of the scripts' accounts.
func emptyAccounts(env *testscript.Env, endpoint *url.URL) error {
	ctx := context.Background()
	for _, account := range []string{"myaccount", "myaccount1", "myaccount2", "sourceaccount", "destaccount"} {
		credential, err := service.NewSharedKeyCredential(account, key)
		if err != nil {
			return err
		}
		c, err := service.NewClientWithSharedKeyCredential(endpoint.String()+"/"+account, credential, &service.ClientOptions{
			ClientOptions: policy.ClientOptions{Retry: policy.RetryOptions{MaxRetries: -1}},
		})
		if err != nil {
			return err
		}
		for pager := c.NewListContainersPager(nil); pager.More(); {
			page, err := pager.NextPage(ctx)
			if err != nil {
				return err
			}
			for _, item := range page.ContainerItems {
				if _, err := c.NewContainerClient(*item.Name).Delete(ctx, nil); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
