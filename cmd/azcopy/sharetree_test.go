//go:build unix

package main

import (
	"bytes"
	"crypto/md5"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"azcopy/internal/storage"
)

// TestTreeGoesThroughSharesAndABlobContainer copies a tree to a share, from there to another share and to a container by the
// service, and back, and compares every byte. What the services stored of each file is asked by the official clients. With /MT
// the shares keep the times, and a file that comes back from one has it.
func TestTreeGoesThroughSharesAndABlobContainer(t *testing.T) {
	names, sizes := treeNames(treeFiles), treeSizes()
	if testing.Short() {
		names, sizes = treeNames(200), sizes[:6]
	}
	root := t.TempDir()
	source, want := filepath.Join(root, "up"), filepath.Join(root, "want")
	sums := linkAsShared(t, source, want, growTree(t, source, names, sizes))
	blobs, files := servedBoth(t)
	first, second, container := files+"/first", files+"/second", blobs+"/tree"

	mustCopy(t, len(names), "/Source:"+source, "/Dest:"+first, "/DestType:File", "/S", "/MT")
	compareShare(t, first, want, sums)
	mustCopy(t, len(names), "/Source:"+first, "/SourceType:File", "/Dest:"+second, "/DestType:File", "/S", "/MT")
	compareShare(t, second, want, sums)
	mustCopy(t, len(names), "/Source:"+second, "/SourceType:File", "/Dest:"+container, "/DestType:Blob", "/S")
	compareBlobs(t, container, sums)
	fromBlobs, fromShare := filepath.Join(root, "from blobs"), filepath.Join(root, "from the share")
	mustCopy(t, len(names), "/Source:"+container, "/SourceType:Blob", "/Dest:"+fromBlobs, "/S", "/CheckMD5")
	compareTrees(t, want, fromBlobs, sums)
	mustCopy(t, len(names), "/Source:"+second, "/SourceType:File", "/Dest:"+fromShare, "/S", "/CheckMD5", "/MT")
	compareTrees(t, want, fromShare, sums)
	for name := range sums {
		if got, want := modTime(t, filepath.Join(fromShare, name)), modTime(t, filepath.Join(want, name)); !got.Equal(want) {
			t.Errorf("%q came back with the time %s, want %s", name, got, want)
		}
	}
}

// servedBoth serves an emulator at ports of this machine, and returns the URLs of its development account in both services.
func servedBoth(t *testing.T) (blobs, files string) {
	t.Helper()
	em := openEmulator(t)
	b, f := httptest.NewUnstartedServer(em.Blob()), httptest.NewUnstartedServer(em.File())
	t.Cleanup(b.Close)
	t.Cleanup(f.Close)
	em.Bind(b.Listener.Addr().String(), f.Listener.Addr().String())
	b.Start()
	f.Start()
	return b.URL + "/" + storage.DevelopmentAccount, f.URL + "/" + storage.DevelopmentAccount
}

// linkAsShared gives each file a time of its own, in the units that a share keeps, and links it under the name that it has in a
// share. It returns the MD5s by those names.
func linkAsShared(t *testing.T, from, to string, sums map[string][md5.Size]byte) map[string][md5.Size]byte {
	t.Helper()
	var pairs []string
	for _, char := range "\"\\:|<>*?" {
		pairs = append(pairs, string(char), fmt.Sprintf("%%%02X", char))
	}
	shared := make(map[string][md5.Size]byte)
	at := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
	for name, sum := range sums {
		file, link := filepath.Join(from, name), strings.NewReplacer(pairs...).Replace(name)
		at = at.Add(12345678 * 100 * time.Nanosecond)
		check(t, os.Chtimes(file, at, at))
		check(t, os.MkdirAll(filepath.Dir(filepath.Join(to, link)), 0o777))
		check(t, os.Link(file, filepath.Join(to, link)))
		shared[link] = sum
	}
	return shared
}

// compareShare compares what the official client says of each file in a share with the files in a folder.
func compareShare(t *testing.T, shareURL, folder string, sums map[string][md5.Size]byte) {
	t.Helper()
	files := sharedFiles(t, shareURL)
	for name, sum := range sums {
		p, exists := files[name]
		switch {
		case !exists:
			t.Errorf("%q is not in %s", name, shareURL)
		case !bytes.Equal(p.ContentMD5, sum[:]):
			t.Errorf("%q has the MD5 %s in %s, want %s", name, encode(p.ContentMD5), shareURL, encode(sum[:]))
		case !p.FileLastWriteTime.Equal(modTime(t, filepath.Join(folder, name))):
			t.Errorf("%q has the time %s in %s", name, p.FileLastWriteTime, shareURL)
		}
	}
	if len(files) != len(sums) {
		t.Errorf("there are %d files in %s, want %d", len(files), shareURL, len(sums))
	}
}

func modTime(t *testing.T, file string) time.Time {
	t.Helper()
	info, err := os.Stat(file)
	check(t, err)
	return info.ModTime()
}
