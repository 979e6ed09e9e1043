package blob

import (
	"bytes"
	"crypto/rand"
	"maps"
	"strings"
	"testing"
	"time"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"
	"azcopy/internal/storage/storagetest"
)

// TestServersCopy makes each server copy by itself, from our link.
func TestServersCopy(t *testing.T) {
	transport := azure.NewTransport(azure.TransportOptions{})
	t.Cleanup(transport.Close)
	for _, s := range servers() {
		t.Run(s.name, func(t *testing.T) {
			account := s.url(t) + "/" + storage.DevelopmentAccount + "/"
			prepared := func(below string) *Container {
				c := open(t, account+"copy-"+strings.ToLower(rand.Text())+below, azure.Endpoint{Transport: transport})
				if err := c.Prepare(t.Context()); err != nil {
					t.Fatal(err)
				}
				return c
			}
			source, dest := prepared("/from%20here"), prepared("/to+there")
			for _, name := range storagetest.OddNames() {
				if s.name == "azurite" && strings.Contains(name, `\`) {
					continue // which it takes for '/'
				}
				t.Run(name, func(t *testing.T) { testServerCopies(t, source, dest, name) })
			}
		})
	}
}

func testServerCopies(t *testing.T, source, dest *Container, name string) {
	props := storage.Properties{
		ContentType: "text/x-copied", ContentEncoding: "zip", ContentLanguage: "fr", ContentDisposition: "inline",
		CacheControl: "no-store", Metadata: map[string]string{"camelCase": "one", "lower": "two"},
	}
	if err := source.Put(t.Context(), storage.Object{Name: name, Size: int64(len(name)), Props: props}, []byte(name)); err != nil {
		t.Fatal(err)
	}
	obj, err := source.Stat(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	l, err := source.Link(t.Context(), obj)
	if err != nil {
		t.Fatal(err)
	}
	status, err := dest.StartCopy(t.Context(), obj, l)
	for err == nil && !status.Done {
		time.Sleep(time.Millisecond)
		status, err = dest.CopyStatus(t.Context(), obj, status.ID)
	}
	if err != nil || status.Copied != obj.Size {
		t.Fatalf("%+v, %v", status, err)
	}
	made, err := dest.Stat(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	got, err := read(t, dest, made, made.Size, 0)
	if err != nil || !bytes.Equal(got, []byte(name)) {
		t.Errorf("read %q, %v", got, err)
	}
	a, b := obj.Props, made.Props
	if a.ContentType != b.ContentType || a.ContentEncoding != b.ContentEncoding || a.ContentLanguage != b.ContentLanguage ||
		a.ContentDisposition != b.ContentDisposition || a.CacheControl != b.CacheControl || a.BlobType != b.BlobType ||
		!bytes.Equal(a.ContentMD5, b.ContentMD5) || !maps.Equal(a.Metadata, b.Metadata) {
		t.Errorf("%+v became %+v", a, b)
	}
	younger := obj
	younger.ModTime = obj.ModTime.Add(time.Hour)
	for object, want := range map[*storage.Object]bool{&obj: true, &younger: false} {
		if copied, err := dest.Copied(t.Context(), *object, l); copied != want || err != nil {
			t.Errorf("a copy of the source of %v: %v, %v", object.ModTime, copied, err)
		}
	}
}

// TestServersRefuseToCopy makes each server check links and conditions.
func TestServersRefuseToCopy(t *testing.T) {
	transport := azure.NewTransport(azure.TransportOptions{})
	t.Cleanup(transport.Close)
	for _, s := range servers() {
		t.Run(s.name, func(t *testing.T) {
			c := open(t, s.url(t)+"/"+storage.DevelopmentAccount+"/copy-"+strings.ToLower(rand.Text()), azure.Endpoint{Transport: transport})
			if err := c.Prepare(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := c.Put(t.Context(), storage.Object{Name: "a", Size: 10}, content10); err != nil {
				t.Fatal(err)
			}
			a, err := c.Stat(t.Context(), "a")
			if err != nil {
				t.Fatal(err)
			}
			changed, absent := a, a
			changed.ETag, absent.Name = `"0x0"`, "absent"
			for name, tt := range map[string]struct {
				obj  storage.Object
				link string
				kind storage.Kind
			}{
				"changed source": {changed, link(t, c, a), storage.Changed},
				"absent source":  {a, link(t, c, absent), storage.NotFound},
			} {
				t.Run(name, func(t *testing.T) {
					if status, err := c.StartCopy(t.Context(), tt.obj, storage.Secret(tt.link)); storage.KindOf(err) != tt.kind {
						t.Errorf("%+v, kind %d: %v", status, storage.KindOf(err), err)
					}
				})
			}
		})
	}
}
