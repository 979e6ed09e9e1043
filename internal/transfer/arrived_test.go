package transfer_test

import (
	"cmp"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"azcopy/internal/engine"
	"azcopy/internal/plan"
	"azcopy/internal/storage"
	"azcopy/internal/storage/blob"
	"azcopy/internal/storage/local"
	"azcopy/internal/transfer"
)

// refusing answers No to every question, so that an object is skipped unless it counts as moved already.
type refusing struct{}

func (refusing) Allow(context.Context, string, string, bool) (bool, error) { return false, nil }

// resume moves the object x as one that an earlier run may have moved, and reports whether it counts as moved already.
func resume(t *testing.T, c *transfer.Copy, obj storage.Object) bool {
	t.Helper()
	c.Meter, c.Overwrite = noMeter{}, refusing{}
	if err := c.Dest.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	o := &outcomes{errs: map[string]error{}}
	entries := func(yield func(plan.Entry, error) bool) {
		yield(plan.Entry{ID: 1, Object: obj, Dest: "x", ChunkSize: 1024, Attempted: true}, nil)
	}
	if err := engine.Run(t.Context(), engine.Config{Operations: 2, Memory: 1 << 20}, entries, c, o); err != nil {
		t.Fatal(err)
	}
	err, settled := o.errs["x"]
	if err != nil && !errors.Is(err, engine.ErrSkipped) || !settled {
		t.Fatalf("settled %v: %v", settled, err)
	}
	return err == nil
}

// The content of the source, and as many bytes that somebody else has written.
func contents() (own, other []byte) {
	own, other = make([]byte, 2560), make([]byte, 2560)
	own[2000], other[2000] = 1, 2
	return own, other
}

// place creates the blob x, with an MD5 that need not be its content's.
func place(t *testing.T, c *blob.Container, p []byte, props storage.Properties) {
	t.Helper()
	if err := c.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	w, err := c.Create(t.Context(), storage.Object{Name: "x", Size: int64(len(p)), Props: props}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.WriteChunk(t.Context(), storage.Chunk{Length: int64(len(p))}, p); err != nil {
		t.Fatal(err)
	}
	if err := w.Commit(t.Context(), props); err != nil {
		t.Fatal(err)
	}
}

func TestWhatArrivedAtAService(t *testing.T) {
	own, other := contents()
	props := func(change func(*storage.Properties)) storage.Properties {
		p := storage.Properties{BlobType: storage.BlockBlob, ContentMD5: sumOf(own)}
		change(&p)
		return p
	}
	for _, tt := range []struct {
		name    string
		content []byte
		props   storage.Properties
		arrived bool
	}{
		{"this run's", own, props(func(*storage.Properties) {}), true},
		{"somebody else's", other, props(func(p *storage.Properties) { p.ContentMD5 = sumOf(other) }), false},
		{"shorter", own[:2048], props(func(p *storage.Properties) { p.ContentMD5 = sumOf(own[:2048]) }), false},
		{"without an MD5", own, props(func(p *storage.Properties) { p.ContentMD5 = nil }), false},
		{"of another content type", own, props(func(p *storage.Properties) { p.ContentType = "text/plain" }), false},
		{"of another encoding", own, props(func(p *storage.Properties) { p.ContentEncoding = "gzip" }), false},
		{"with metadata", own, props(func(p *storage.Properties) { p.Metadata = map[string]string{"a": "b"} }), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, at := container(t)
			place(t, c, tt.content, tt.props)
			folder := t.TempDir()
			writeFile(t, folder, own, time.Now())
			obj := look(t, local.NewSource(folder))
			obj.Props.BlobType = storage.BlockBlob
			copies := &transfer.Copy{Source: local.NewSource(folder), SourceAt: storage.Location{Path: folder}, Dest: c, DestAt: at}
			if got := resume(t, copies, obj); got != tt.arrived {
				t.Errorf("taken for moved: %v", got)
			}
		})
	}
}

// A page blob keeps its MD5 when pages are written, so that only its content shows whether it was moved.
func TestWhatArrivedOfAPageBlob(t *testing.T) {
	own, other := contents()
	for _, tt := range []struct {
		name     string
		content  []byte
		sequence int64 // of the source's 7
		arrived  bool
	}{
		{"whole", own, 7, true},
		{"written to since", other, 7, false},
		{"with another sequence number", own, 0, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, at := container(t)
			place(t, c, tt.content, storage.Properties{BlobType: storage.PageBlob, ContentMD5: sumOf(own), SequenceNumber: tt.sequence})
			folder := t.TempDir()
			writeFile(t, folder, own, time.Now())
			obj := look(t, local.NewSource(folder))
			obj.Props.BlobType, obj.Props.SequenceNumber = storage.PageBlob, 7
			copies := &transfer.Copy{Source: local.NewSource(folder), SourceAt: storage.Location{Path: folder}, Dest: c, DestAt: at}
			if got := resume(t, copies, obj); got != tt.arrived {
				t.Errorf("taken for moved: %v", got)
			}
		})
	}
}

// Files have no MD5, and their times are not trusted.
func TestWhatArrivedInAFolder(t *testing.T) {
	own, other := contents()
	now := time.Now()
	for _, tt := range []struct {
		name        string
		source      storage.Properties
		content     []byte
		written     time.Duration // when the file was changed, relative to the time of the source
		check, keep bool
		arrived     bool
	}{
		{name: "this run's", source: storage.Properties{ContentMD5: sumOf(own)}, content: own, arrived: true},
		{name: "with the clock set back", source: storage.Properties{ContentMD5: sumOf(own)}, content: own, written: -time.Hour, arrived: true},
		{name: "somebody else's", source: storage.Properties{ContentMD5: sumOf(own)}, content: other, written: time.Hour},
		{name: "of a source without MD5", content: own, arrived: true},
		{name: "somebody else's, of a source without MD5", content: other},
		{name: "of a source with a wrong MD5", source: storage.Properties{ContentMD5: sumOf(other)}, content: own, arrived: true},
		{name: "of a source with a wrong MD5, to be checked", source: storage.Properties{ContentMD5: sumOf(other)}, content: own, check: true},
		{name: "of a page blob with the MD5 of previous content", source: storage.Properties{BlobType: storage.PageBlob, ContentMD5: sumOf(other)}, content: other},
		{name: "with the time of the source", content: own, keep: true, arrived: true},
		{name: "with another time than the source", content: own, written: time.Hour, keep: true},
		{name: "shorter", content: own[:2048]},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, at := container(t)
			tt.source.BlobType = cmp.Or(tt.source.BlobType, storage.BlockBlob)
			place(t, c, own, tt.source)
			obj := look(t, c)
			obj.ModTime = now
			folder := t.TempDir()
			writeFile(t, folder, tt.content, now.Add(tt.written))
			copies := &transfer.Copy{
				Source: c, SourceAt: at, Dest: local.NewDestination(folder, tt.keep),
				DestAt: storage.Location{Service: storage.Local, Path: folder}, CheckMD5: tt.check, KeepTime: tt.keep,
			}
			if got := resume(t, copies, obj); got != tt.arrived {
				t.Errorf("taken for moved: %v", got)
			}
		})
	}
}

func writeFile(t *testing.T, folder string, p []byte, at time.Time) {
	t.Helper()
	path := filepath.Join(folder, "x")
	if err := errors.Join(os.WriteFile(path, p, 0o666), os.Chtimes(path, at, at)); err != nil {
		t.Fatal(err)
	}
}

func look(t *testing.T, source interface {
	Stat(ctx context.Context, name string) (storage.Object, error)
}) storage.Object {
	t.Helper()
	obj, err := source.Stat(t.Context(), "x")
	if err != nil {
		t.Fatal(err)
	}
	return obj
}
