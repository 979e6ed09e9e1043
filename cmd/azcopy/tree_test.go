//go:build unix

package main

import (
	"bytes"
	"crypto/md5"
	"encoding/base64"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"azcopy/internal/emulator"
	"azcopy/internal/storage/storagetest"
)

// treeFiles is how many files the big tree has.
const treeFiles = 2000

// TestTreeGoesUpAndComesBack copies a big tree up and into a new folder, and compares every byte. What the service
// stored of each file is asked by the official client.
func TestTreeGoesUpAndComesBack(t *testing.T) {
	if testing.Short() {
		t.Skip("copies some hundred megabytes")
	}
	folder := filepath.Join(t.TempDir(), "up")
	sums := growTree(t, folder, treeNames(treeFiles), treeSizes())
	for _, tt := range []struct {
		name  string
		serve func(t *testing.T) string
		// impossible is what no name may contain.
		impossible string
	}{
		{"EmulatorInMemory", func(t *testing.T) string { return served(t) }, `\`},
		{"EmulatorInFolder", func(t *testing.T) string { return served(t, emulator.WithFolder(t.TempDir())) }, `\`},
		// The service takes '\' for '/', and so do the emulators: see the script backslashes.
		{"Azurite", azurite, `\`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			source, want := folder, sums
			if tt.impossible != "" {
				source = t.TempDir()
				want = linkTree(t, folder, source, sums, tt.impossible)
			}
			containerURL := tt.serve(t) + "/tree"
			mustCopy(t, len(want), "/Source:"+source, "/Dest:"+containerURL, "/DestType:Blob", "/S")
			compareBlobs(t, containerURL, want)
			again := filepath.Join(t.TempDir(), "new", "down")
			mustCopy(t, len(want), "/Source:"+containerURL, "/Dest:"+again, "/SourceType:Blob", "/S")
			compareTrees(t, source, again, want)
		})
	}
}

// azurite returns the URL of the development account of the Azurite that runs beside the tests.
func azurite(t *testing.T) string {
	const variable = "AZURITE_BLOB_ENDPOINT"
	server := os.Getenv(variable)
	if server == "" {
		t.Fatalf("%s names no running Azurite: scripts/test starts one and sets it, go test -short does without", variable)
	}
	return strings.TrimSuffix(server, "/") + "/devstoreaccount1"
}

// treeSizes are the sizes of some files of the big tree, beside many small ones.
func treeSizes() []int64 {
	const chunk = 4 << 20
	sizes := []int64{0, 1, chunk - 1, chunk, chunk + 1, 2 * chunk, 2*chunk + 1, 5*chunk + 1, 50 << 20}
	for range 60 {
		sizes = append(sizes, 1<<20+int64(len(sizes))*12345)
	}
	return sizes
}

// growTree writes files, each seventh of them with one of the sizes as far as they go, and returns the MD5 of each by its name,
// with slashes.
func growTree(t *testing.T, folder string, names []string, sizes []int64) map[string][md5.Size]byte {
	t.Helper()
	random := rand.NewChaCha8([32]byte([]byte("the same bytes in every test run")))
	sums := make(map[string][md5.Size]byte)
	for i, name := range names {
		size := int64(i % 4096)
		if i%7 == 0 && i/7 < len(sizes) {
			size = sizes[i/7]
		}
		file := filepath.Join(folder, filepath.FromSlash(name))
		check(t, os.MkdirAll(filepath.Dir(file), 0o777))
		f, err := os.Create(file)
		check(t, err)
		sum := md5.New()
		_, err = io.CopyN(io.MultiWriter(f, sum), random, size)
		check(t, err)
		check(t, f.Close())
		sums[name] = [md5.Size]byte(sum.Sum(nil))
	}
	return sums
}

// treeNames are the names of a tree of so many files: odd ones, odd ones in odd folders, deep ones, and many plain ones. None
// has a part that ends in a dot, which the service would drop: those fail, as the script backslashes shows.
func treeNames(files int) []string {
	odd := slices.DeleteFunc(storagetest.OddNames(), func(name string) bool { return strings.HasSuffix(name, ".") })
	names := slices.Clone(odd)
	for i, name := range odd {
		folder := strings.ReplaceAll(odd[(i+7)%len(odd)], "/", "_")
		names = append(names, "in/"+folder+"/"+name)
	}
	for depth := 10; depth <= files/10; depth *= 2 {
		names = append(names, strings.Repeat(fmt.Sprintf("d%d/", depth), depth)+"leaf")
	}
	for i := 0; len(names) < files; i++ {
		names = append(names, fmt.Sprintf("plain %d/%d/file %d.bin", i%10, i%100, i))
	}
	return names
}

// linkTree makes a second tree of the files whose names have nothing of what is impossible.
func linkTree(t *testing.T, from, to string, sums map[string][md5.Size]byte, impossible string) map[string][md5.Size]byte {
	t.Helper()
	kept := make(map[string][md5.Size]byte)
	for name, sum := range sums {
		if strings.ContainsAny(name, impossible) {
			continue
		}
		kept[name] = sum
		file := filepath.Join(to, name)
		check(t, os.MkdirAll(filepath.Dir(file), 0o777))
		check(t, os.Link(filepath.Join(from, name), file))
	}
	if len(kept) == len(sums) {
		t.Fatalf("no name contains %q", impossible)
	}
	return kept
}

func mustCopy(t *testing.T, files int, args ...string) {
	t.Helper()
	o := azcopy(t, args...)
	if o.code != 0 || o.stderr != "" || !strings.Contains(o.stdout, fmt.Sprintf("\nTransfer successfully:   %d\n", files)) {
		t.Fatalf("azcopy %q: exit code %d\n%s%s", args, o.code, o.stdout, o.stderr)
	}
}

// compareBlobs compares what the official client lists with the files.
func compareBlobs(t *testing.T, containerURL string, want map[string][md5.Size]byte) {
	t.Helper()
	listed := 0
	pager := official(t, containerURL).NewListBlobsFlatPager(nil)
	for pager.More() {
		page, err := pager.NextPage(t.Context())
		check(t, err)
		for _, item := range page.Segment.BlobItems {
			listed++
			sum, exists := want[*item.Name]
			p := item.Properties
			switch {
			case !exists:
				t.Errorf("%q was never a file", *item.Name)
			case !bytes.Equal(p.ContentMD5, sum[:]):
				t.Errorf("%q has the MD5 %s, want %s", *item.Name, encode(p.ContentMD5), encode(sum[:]))
			case *p.ContentType != "application/octet-stream":
				t.Errorf("%q is of the type %q", *item.Name, *p.ContentType)
			}
		}
	}
	if listed != len(want) {
		t.Errorf("there are %d blobs, want %d", listed, len(want))
	}
}

func encode(sum []byte) string { return base64.StdEncoding.EncodeToString(sum) }

// compareTrees compares the names and the bytes of two trees.
func compareTrees(t *testing.T, want, got string, names map[string][md5.Size]byte) {
	t.Helper()
	found := make(map[string]bool)
	check(t, filepath.WalkDir(got, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			found[filepath.ToSlash(path[len(got)+1:])] = true
		}
		return err
	}))
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if !found[name] {
			t.Errorf("%q did not come back", name)
			continue
		}
		delete(found, name)
		a, err := os.ReadFile(filepath.Join(want, name))
		check(t, err)
		b, err := os.ReadFile(filepath.Join(got, name))
		check(t, err)
		if !bytes.Equal(a, b) {
			t.Errorf("%q came back with other bytes", name)
		}
	}
	for name := range found {
		t.Errorf("%q came back and never went up", name)
	}
}
