package emulator_test

import (
	"bufio"
	"context"
	"errors"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"azcopy/internal/emulator"
)

// What is stored in a folder is there when the folder is opened again: containers with their metadata, access and
// policies, blobs with their properties, and blocks that are not committed yet.
func TestFolderIsReopened(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "not", "there", "yet")
	asked := []string{"/box?restype=container", "/box/b", "/box/b?comp=metadata", "/box/staged?comp=blocklist&blocklisttype=all", "/box?restype=container&comp=acl", "/box?restype=container&comp=list&include=metadata"}
	var before []answer
	t.Run("first", func(t *testing.T) {
		c := serve(t, emulator.WithFolder(folder))
		c.must(t, http.StatusCreated, http.MethodPut, "/box?restype=container", "", "x-ms-meta-color", "red")
		c.must(t, http.StatusOK, http.MethodPut, "/box?restype=container&comp=acl",
			"<SignedIdentifiers><SignedIdentifier><Id>policy</Id><AccessPolicy><Expiry>2099-01-01</Expiry><Permission>r</Permission></AccessPolicy></SignedIdentifier></SignedIdentifiers>",
			"x-ms-blob-public-access", "blob")
		c.must(t, http.StatusCreated, http.MethodPut, "/box/b", "content", "x-ms-blob-type", "BlockBlob", "x-ms-meta-shape", "round",
			"x-ms-blob-content-type", "text/plain", "x-ms-blob-cache-control", "no-cache")
		c.must(t, http.StatusCreated, http.MethodPut, "/box/staged?comp=block&blockid="+blockID("one"), "first half, ")
		for _, target := range asked {
			before = append(before, c.must(t, http.StatusOK, http.MethodGet, target, ""))
		}
	})
	c := serve(t, emulator.WithFolder(folder))
	for i, target := range asked {
		got, want := c.must(t, http.StatusOK, http.MethodGet, target, ""), before[i]
		if withoutHost(got.body) != withoutHost(want.body) {
			t.Errorf("%s is\n%s\nand was\n%s", target, got.body, want.body)
		}
		for name := range want.header {
			if name != "Date" && name != "X-Ms-Request-Id" && got.header.Get(name) != want.header.Get(name) {
				t.Errorf("%s: %s is %q and was %q", target, name, got.header.Get(name), want.header.Get(name))
			}
		}
	}
	if got := before[1].body; got != "content" {
		t.Errorf("the blob was %q", got)
	}
	// The block that waited can be committed.
	c.must(t, http.StatusCreated, http.MethodPut, "/box/staged?comp=block&blockid="+blockID("two"), "second half")
	c.must(t, http.StatusCreated, http.MethodPut, "/box/staged?comp=blocklist", blockList("one", "two"))
	if got := c.must(t, http.StatusOK, http.MethodGet, "/box/staged", ""); got.body != "first half, second half" {
		t.Errorf("the blob is %q", got.body)
	}
}

// withoutHost removes the address of the server, which has another port each time.
func withoutHost(document string) string {
	before, rest, found := strings.Cut(document, `ServiceEndpoint="`)
	if !found {
		return document
	}
	address, after, _ := strings.Cut(rest, `"`)
	u, err := url.Parse(address)
	if err != nil {
		return document
	}
	return before + u.Path + after
}

// holder is the variable that makes TestFolderInUse the other process.
const holder = "EMULATOR_TEST_HOLD_FOLDER"

// A folder belongs to one process at a time: a second one waits, and fails when its context ends.
func TestFolderInUse(t *testing.T) {
	if folder := os.Getenv(holder); folder != "" {
		holdFolder(t, folder)
		return
	}
	folder := t.TempDir()
	other := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestFolderInUse$")
	other.Env = append(os.Environ(), holder+"="+folder)
	in, err := other.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := other.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "held\n" {
		t.Fatalf("the other process says %q, %v", line, err)
	}
	synctest.Test(t, func(t *testing.T) {
		soon, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if em, err := emulator.Open(soon, emulator.WithFolder(folder)); !errors.Is(err, emulator.ErrInUse) || !strings.Contains(err.Error(), folder) {
			t.Errorf("opening it returns %v, %v", em, err)
		}
		// The folder is free as soon as the other process ends, which this one waits for.
		time.AfterFunc(time.Second, func() { in.Close() })
		em, err := emulator.Open(t.Context(), emulator.WithFolder(folder))
		if err != nil {
			t.Fatal(err)
		}
		if err := em.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := other.Wait(); err != nil {
		t.Error(err)
	}
}

// holdFolder keeps a folder open until the standard input ends.
func holdFolder(t *testing.T, folder string) {
	em, err := emulator.Open(t.Context(), emulator.WithFolder(folder))
	if err != nil {
		t.Fatal(err)
	}
	defer em.Close()
	if _, err := os.Stdout.WriteString("held\n"); err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReader(os.Stdin).ReadString('\n'); err == nil {
		t.Error("the input did not end")
	}
}

// A folder that can't be created is a clear error.
func TestFolderThatCannotBe(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := emulator.Open(t.Context(), emulator.WithFolder(filepath.Join(file, "below"))); err == nil || errors.Is(err, emulator.ErrInUse) {
		t.Errorf("opening it returns %v", err)
	}
}

// The first label of the host name names the service.
func TestServiceOfHost(t *testing.T) {
	em, err := emulator.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for host, status := range map[string]int{"blob.emulator": http.StatusForbidden, "queue.emulator": http.StatusNotFound, "emulator": http.StatusNotFound} {
		if got := answerFor(t, em, host); got != status {
			t.Errorf("%s is answered with %d, want %d", host, got, status)
		}
	}
}
