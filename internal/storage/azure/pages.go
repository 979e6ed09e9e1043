package azure

import (
	"errors"
	"fmt"
	"time"
)

// A service may answer with pages that list nothing: there was nothing to list in the part that it looked at. It looks at
// thousands of objects for each page, so no account has as many of these in a row, and nobody waits for longer.
const (
	MaxEmptyPages = 100_000
	maxEmptyTime  = time.Hour
	// maxMarker bounds a marker, which is sent back in a URL. The services' have some hundred bytes.
	maxMarker = 8 << 10
)

var errMarker = fmt.Errorf("the marker of the next page has more than %d KiB, and can't be sent back; "+
	"check the URL, and that no proxy answers in the service's place", maxMarker>>10)

// ErrCircles is the error of a listing that would never end.
var ErrCircles = errors.New("the service went round in circles: a page of the listing leads back to an earlier one")

// Pages tells a listing whose pages go forward from one that goes back, or would never end. It holds as much after a million
// pages as after the first. The zero value is before the first.
type Pages struct {
	empty     int // pages in a row that listed nothing
	since     time.Time
	seen      string // one of the markers so far: see circles
	age, wait int    // the pages since seen was taken, and after how many it is replaced
}

// Next takes a page by the marker of the next one, which is empty on the last, and the number of its entries. It returns an
// error when the listing does not go forward.
func (p *Pages) Next(marker string, entries int, now time.Time) error {
	switch {
	case len(marker) > maxMarker:
		return errMarker
	case marker != "" && p.circles(marker):
		return ErrCircles
	}
	return p.waited(entries, now)
}

// waited counts the pages that list nothing.
func (p *Pages) waited(entries int, now time.Time) error {
	if entries > 0 || p.empty == 0 {
		p.since, p.empty = now, 0
	}
	if entries > 0 {
		return nil
	}
	p.empty++
	if took := now.Sub(p.since); p.empty >= MaxEmptyPages || took >= maxEmptyTime {
		return fmt.Errorf("the service answered with %d pages in a row that list nothing, for %s; the listing may never end",
			p.empty, took.Round(time.Second))
	}
	return nil
}

// circles reports whether the marker has been seen before. It compares with one earlier marker, which it replaces after 1, 2,
// 4, 8 … pages: a circle of any length is found within three times its length (Brent's algorithm).
func (p *Pages) circles(marker string) bool {
	if marker == p.seen {
		return true
	}
	if p.age == p.wait {
		p.seen, p.age, p.wait = marker, 0, max(1, 2*p.wait)
	}
	p.age++
	return false
}
