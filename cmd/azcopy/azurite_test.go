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

// emulatorsOwn finds scripts that need what only the emulator inside this program has: a clock and copies that can be
// tampered with, a process of its own, emulator:// addresses, or file shares.
var emulatorsOwn = regexp.MustCompile(`(?m)^!? ?(skew|failcopies|serve|stop)\b|emulator://|\.file\.core\.`)

// TestScriptsOnAzurite runs the scripts that Azurite can serve, one after another, each with its accounts empty. Of
// those the lines that begin with [emulator] are left out, which count requests or, as a comment in front of them says,
// show what Azurite does otherwise than the service.
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
		if emulatorsOwn.Match(text) || !strings.Contains(string(text), ".blob.core.windows.net") {
			continue
		}
		ran++
		t.Run(name, func(t *testing.T) {
			p := scripts(func(env *testscript.Env) error {
				if err := emptyAccounts(env, endpoint); err != nil {
					return err
				}
				return (&product{handler: toAzurite(endpoint)}).begin(env)
			}, false)
			p.Files = []string{file}
			if copies.Match(text) {
				p.Files[0] = filepath.Join(t.TempDir(), filepath.Base(file))
				check(t, os.WriteFile(p.Files[0], atEndpoint(text, endpoint), 0o666))
			}
			testscript.Run(t, p)
		})
	}
	if ran < 60 {
		t.Errorf("only %d scripts were run", ran)
	}
}

// copies finds scripts with a copy from one place in Azure Storage to another.
var copies = regexp.MustCompile(`/Source:https://\S+ /Dest:https?://`)

var (
	productAddress = regexp.MustCompile(`https?://([a-z0-9]+(?:-secondary)?)\.blob\.core\.windows\.net`)
	locationOption = regexp.MustCompile(`/(Source|Dest)(:http://127\.)`)
)

// atEndpoint returns a script with the addresses that Azurite has itself in place of the product's. Azurite reads the
// source of a copy by the address that it is given, and only where it has the same host as the destination.
func atEndpoint(script []byte, endpoint *url.URL) []byte {
	script = productAddress.ReplaceAll(script, []byte(endpoint.String()+"/$1"))
	return locationOption.ReplaceAll(script, []byte("/${1}Type:Blob /$1$2"))
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
