package storagetest

import (
	"bytes"
	"maps"
	"testing"

	"azcopy/internal/storage"
)

func testTraits(t *testing.T, d Driver) {
	data := content(10_000)
	obj := described("file", data)
	obj.Props.Metadata = map[string]string{"one": "1"}
	assertTraits(t, prepared(t, d), obj, data)
}

func testTraitsInPlace(t *testing.T, d Driver, k kind) {
	data := content(k.size(10_000))
	p, obj := prepared(t, d), k.described("file", data)
	if !p.Dest.Traits(obj).InPlace {
		t.Errorf("a %s is not written in place", k.blobType)
	}
	assertTraits(t, p, obj, data)
}

// assertTraits compares what the destination says about itself with what it does.
func assertTraits(t *testing.T, p Place, obj storage.Object, data []byte) {
	t.Helper()
	traits := p.Dest.Traits(obj)
	if traits.Folder {
		t.Error("an object with content is said to become a folder")
	}
	w := resumed(t, p.Dest, obj, nil)
	writeAll(t, w, data, storage.Chunk{Length: obj.Size})
	there, err := p.Dest.Stat(t.Context(), obj.Name)
	if visible := err == nil; visible != traits.InPlace || visible && !there.Incomplete {
		t.Errorf("before it is complete there is %+v, %v; said to be written in place: %v", there, err, traits.InPlace)
	}
	if err := w.Commit(t.Context(), obj.Props); err != nil {
		t.Fatal(err)
	}
	there, err = p.Dest.Stat(t.Context(), obj.Name)
	if err != nil {
		t.Fatal(err)
	}
	if kept := bytes.Equal(there.Props.ContentMD5, obj.Props.ContentMD5); kept != traits.KeepsMD5 {
		t.Errorf("the MD5 is %x; said to be kept: %v", there.Props.ContentMD5, traits.KeepsMD5)
	}
	if typed := there.Props.BlobType != ""; typed != traits.Typed {
		t.Errorf("it is a blob of type %q; said to be typed: %v", there.Props.BlobType, traits.Typed)
	}
	kept := there.Props.ContentType == obj.Props.ContentType && maps.Equal(there.Props.Metadata, obj.Props.Metadata)
	if kept != traits.KeepsProperties {
		t.Errorf("the properties are %+v; said to be kept: %v", there.Props, traits.KeepsProperties)
	}
}
