package blob

import (
	"errors"
	"fmt"
	"time"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/pageblob"
)

// A service may answer with pages that list nothing: there was nothing to list in the part that it looked at. It looks at
// thousands of blobs for each page, so no account has as many of these in a row, and nobody waits for longer.
const (
	maxEmptyPages = 100_000
	maxEmptyTime  = time.Hour
	// maxMarker bounds a marker, which is sent back in a URL. The service's have some hundred bytes.
	maxMarker = 8 << 10
)

// progress tells a listing that goes forward from one that goes back, or would never end. It holds as much after a million
// pages as after the first.
type progress struct {
	last      storage.Object // its name and snapshot
	begun     bool           // last is set
	prefix    string         // the last virtual directory
	empty     int            // pages in a row that listed nothing
	since     time.Time
	seen      string // one of the markers so far: see circles
	age, wait int    // the pages since seen was taken, and after how many it is replaced
}

var errMarker = fmt.Errorf("the marker of the next page has more than %d KiB, and can't be sent back; "+
	"check the URL, and that no proxy answers in the service's place", maxMarker>>10)

var errCircles = errors.New("the service went round in circles: a page of the listing leads back to an earlier one")

// entry returns an error unless the blob may come after the one before it. What a listing yields out of order would be lost
// to a run that resumes it.
func (p *progress) entry(obj storage.Object) error {
	if p.begun && !p.isAfter(obj) {
		return fmt.Errorf(`the service listed "%s" after "%s", which comes later: the listing is out of order, and may never end`,
			azure.OneLine(obj.Name), azure.OneLine(p.last.Name))
	}
	p.begun, p.last = true, storage.Object{Name: obj.Name, Snapshot: obj.Snapshot}
	return nil
}

// isAfter reports whether the blob may come after the last one. Of one name the snapshots and the blob itself may come in any
// order, since services differ there, but none twice in a row.
func (p *progress) isAfter(obj storage.Object) bool {
	if obj.Name != p.last.Name {
		return mayFollow(obj.Name, p.last.Name)
	}
	return obj.Snapshot != p.last.Snapshot
}

// page returns an error when a page shows that the listing does not go forward. A virtual directory that goes on after the
// end of a page is listed again on the next one; such a page lists something only if there is more on it.
func (p *progress) page(e enumeration, now time.Time) error {
	if err := p.follow(e.NextMarker.text); err != nil {
		return err
	}
	entries := len(e.Entries.blobs)
	if e.Entries.prefixes > 0 {
		name, err := e.Entries.prefix.decode()
		switch {
		case err != nil:
			return err
		case p.prefix != "" && name != p.prefix && !mayFollow(name, p.prefix):
			return errCircles
		case name != p.prefix:
			entries += e.Entries.prefixes
		}
		p.prefix = name
	}
	return p.waited(entries, now)
}

// pageRanges does the same for an answer of Get Page Ranges.
func (p *progress) pageRanges(list pageblob.PageList, now time.Time) error {
	if err := p.follow(value(list.NextMarker)); err != nil {
		return err
	}
	return p.waited(len(list.PageRange), now)
}

// waited counts the pages that list nothing.
func (p *progress) waited(entries int, now time.Time) error {
	if entries > 0 || p.empty == 0 {
		p.since, p.empty = now, 0
	}
	if entries > 0 {
		return nil
	}
	p.empty++
	if took := now.Sub(p.since); p.empty >= maxEmptyPages || took >= maxEmptyTime {
		return fmt.Errorf("the service answered with %d pages in a row that list nothing, for %s; the listing may never end",
			p.empty, took.Round(time.Second))
	}
	return nil
}

// follow returns an error unless the marker leads to another page, or to none, when it is empty.
func (p *progress) follow(marker string) error {
	switch {
	case len(marker) > maxMarker:
		return errMarker
	case marker != "" && p.circles(marker):
		return errCircles
	}
	return nil
}

// circles reports whether the marker has been seen before. It compares with one earlier marker, which it replaces after 1, 2,
// 4, 8 … pages: a circle of any length is found within three times its length (Brent's algorithm).
func (p *progress) circles(marker string) bool {
	if marker == p.seen {
		return true
	}
	if p.age == p.wait {
		p.seen, p.age, p.wait = marker, 0, max(1, 2*p.wait)
	}
	p.age++
	return false
}
