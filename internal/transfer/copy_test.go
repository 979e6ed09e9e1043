package transfer_test

import (
	"bytes"
	"crypto/md5"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"azcopy/internal/engine"
	"azcopy/internal/plan"
	"azcopy/internal/storage"
	"azcopy/internal/storage/blob"
	"azcopy/internal/storage/local"
	"azcopy/internal/storage/storagetest"
	"azcopy/internal/transfer"
)

// outcomes are the errors of the objects, by name.
type outcomes struct {
	mu   sync.Mutex
	errs map[string]error
}

func (o *outcomes) Started(plan.Entry) {}

func (o *outcomes) Refused(e plan.Entry, err error) { o.Finished(e, err) }

func (o *outcomes) Finished(e plan.Entry, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.errs[e.Object.Name] = err
}

type noMeter struct{}

func (noMeter) Add(int64) {}

// naming describes the names at a location.
func naming(at storage.Location) storage.Naming {
	if at.Service == storage.Local {
		return local.Naming(false)
	}
	return blob.Naming()
}

// move moves all objects of a copy's source, as a run does, and returns the outcome of each.
func move(t *testing.T, c *transfer.Copy) map[string]error {
	t.Helper()
	c.Meter = noMeter{}
	if err := c.Dest.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	pattern, err := plan.ParsePattern("", naming(c.SourceAt), true)
	if err != nil {
		t.Fatal(err)
	}
	planner := plan.Planner{
		Source: c.Source, Dest: c.Dest, Pattern: pattern,
		Names: plan.Names{From: naming(c.SourceAt), To: naming(c.DestAt), Delimiter: "/"},
	}
	o := &outcomes{errs: map[string]error{}}
	if err := engine.Run(t.Context(), engine.Config{Operations: 4, Memory: 16 << 20}, planner.Entries(t.Context()), c, o); err != nil {
		t.Fatal(err)
	}
	return o.errs
}

func put(m *storagetest.Memory, name string, content, sum []byte, metadata map[string]string) {
	m.AddContent(storage.Object{Name: name, Props: storage.Properties{ContentMD5: sum, Metadata: metadata}}, content)
}

func sumOf(p []byte) []byte {
	sum := md5.Sum(p)
	return sum[:]
}

// random returns bytes that differ from call to call.
func random(size int) []byte {
	p := make([]byte, size)
	for i := range p {
		p[i] = byte(rand.Int())
	}
	return p
}

func TestCheckMD5(t *testing.T) {
	const large = 9 << 20 // three chunks
	good, bad, bare := random(large), random(large), random(large)
	s := &storagetest.Memory{}
	put(s, "large/good", good, sumOf(good), nil)
	put(s, "large/bad", bad, sumOf(good), nil)
	put(s, "large/bare", bare, nil, nil)
	put(s, "small/good", []byte("x"), sumOf([]byte("x")), nil)
	put(s, "small/bad", []byte("y"), sumOf([]byte("x")), nil)
	put(s, "small/bare", []byte("z"), nil, nil)
	put(s, "empty/good", nil, sumOf(nil), nil)
	put(s, "empty/bare", nil, nil, nil)

	for _, check := range []bool{true, false} {
		t.Run(fmt.Sprintf("check %v", check), func(t *testing.T) {
			folder := t.TempDir()
			previous := filepath.Join(folder, "small", "bad")
			if err := os.Mkdir(filepath.Dir(previous), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(previous, []byte("previous"), 0o666); err != nil {
				t.Fatal(err)
			}
			dest := local.NewDestination(folder, false)
			defer dest.Close()
			errs := move(t, &transfer.Copy{
				Source: s, Dest: dest, CheckMD5: check,
				SourceAt: storage.Location{Service: storage.Blob, Scheme: "https", Host: "a.blob.core.windows.net", Container: "c"},
				DestAt:   storage.Location{Service: storage.Local, Path: folder},
			})
			for obj := range s.List(t.Context(), storage.Query{Recursive: true}) {
				_, content := s.Get(obj.Name)
				err, there := errs[obj.Name], readFile(t, filepath.Join(folder, obj.Name))
				if check && !strings.HasSuffix(obj.Name, "good") {
					mismatched(t, err, obj, content)
					if obj.Name == "small/bad" && string(there) != "previous" || obj.Name != "small/bad" && there != nil {
						t.Errorf("%s failed, but appears at the destination", obj.Name)
					}
					continue
				}
				if err != nil || !bytes.Equal(there, content) || there == nil {
					t.Errorf("%s: %v, or not the bytes of the source", obj.Name, err)
				}
			}
			noPartial(t, folder)
		})
	}
}

// mismatched checks that an error is the MD5Error for this object.
func mismatched(t *testing.T, err error, obj storage.Object, content []byte) {
	t.Helper()
	mismatch, ok := errors.AsType[*transfer.MD5Error](err)
	if !ok {
		t.Errorf("%s: %v", obj.Name, err)
		return
	}
	calculated := sumOf(content)
	if obj.Props.ContentMD5 == nil {
		calculated = nil // nothing was read
	}
	if mismatch.Source != "https://a.blob.core.windows.net/c/"+obj.Name || !bytes.Equal(mismatch.Calculated, calculated) ||
		!bytes.Equal(mismatch.Stored, obj.Props.ContentMD5) {
		t.Errorf("%s: %+v", obj.Name, mismatch)
	}
}

func TestMD5ErrorIsWhatScriptsLookFor(t *testing.T) {
	const want = "The MD5 hash calculated from the downloaded data does not match the MD5 hash stored in the property of source: s. " +
		"Please refer to help or documentation for detail.\nMD5 calculated: nQ==\nMD5 in property: "
	err := &transfer.MD5Error{Source: "s", Calculated: []byte{0x9d}, Stored: []byte{0x9e}}
	if err.Error() != want+"ng==" {
		t.Errorf("got %s", err)
	}
	if err.Stored = nil; !strings.HasPrefix(err.Error(), want+"none. ") {
		t.Errorf("got %s", err)
	}
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	p, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func noPartial(t *testing.T, folder string) {
	t.Helper()
	left, err := filepath.Glob(filepath.Join(folder, "*", ".azcopy-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left at the destination: %q, %v", left, err)
	}
}
