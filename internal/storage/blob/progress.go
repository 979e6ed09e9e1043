package blob

import (
	"fmt"
	"time"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"
)

// progress detects a listing of blobs that goes back, or would never end.
type progress struct {
	pages   azure.Pages
	last    storage.Object // its name and snapshot
	started bool           // last is set
	prefix  string         // the last virtual directory
}

// entry returns an error unless the blob may come after the previous one. What a listing yields out of order would be lost
// to a run that resumes it.
func (p *progress) entry(obj storage.Object) error {
	if p.started && !p.isAfter(obj) {
		return fmt.Errorf(`the service listed "%s" after "%s", which comes later: the listing is out of order, and may never end`,
			azure.OneLine(obj.Name), azure.OneLine(p.last.Name))
	}
	p.started, p.last = true, storage.Object{Name: obj.Name, Snapshot: obj.Snapshot}
	return nil
}

// isAfter reports whether the blob may come after the last one. The snapshots of a name and the blob itself may come in any
// order, since services differ there, but none twice in a row.
func (p *progress) isAfter(obj storage.Object) bool {
	if obj.Name != p.last.Name {
		return mayFollow(obj.Name, p.last.Name)
	}
	return obj.Snapshot != p.last.Snapshot
}

// page returns an error when a page shows that the listing makes no progress. A virtual directory that continues after the
// end of a page is listed again on the next one; such a page lists something only if there is more on it.
func (p *progress) page(e enumeration, now time.Time) error {
	entries := len(e.Entries.blobs)
	if e.Entries.prefixes > 0 {
		name, err := e.Entries.prefix.Decode("blob")
		switch {
		case err != nil:
			return err
		case p.prefix != "" && name != p.prefix && !mayFollow(name, p.prefix):
			return azure.ErrCircles
		case name != p.prefix:
			entries += e.Entries.prefixes
		}
		p.prefix = name
	}
	return p.pages.Next(e.NextMarker.Text, entries, now)
}
