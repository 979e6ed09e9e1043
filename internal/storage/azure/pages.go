package azure

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

// A service may answer with pages that list nothing: there was nothing to list in the part that it searched. It searches
// thousands of objects for each page, so no account has as many of these in a row, and nobody waits longer.
const (
	MaxEmptyPages = 100_000
	maxEmptyTime  = time.Hour
	// maxMarker bounds a marker, which is sent back in a URL. Those of the services have some hundred bytes.
	maxMarker = 8 << 10
)

var errMarker = fmt.Errorf("the marker of the next page has more than %d KiB, and can't be sent back; "+
	"check the URL, and that no proxy answers in the service's place", maxMarker>>10)

// ErrCircles is the error of a listing that repeats itself.
var ErrCircles = errors.New("the listing runs in a circle: one of its pages leads back to an earlier one")

// Pages detects a listing whose pages lead back, or would never end. Its memory does not grow with the number of pages. The
// zero value is before the first page.
type Pages struct {
	empty     int // pages in a row that listed nothing
	since     time.Time
	seen      string // one of the previous markers: see circles
	age, wait int    // the pages since seen was taken, and after how many it is replaced
}

// Next counts a page, given the marker of the next one, which is empty on the last, and the number of its entries. It
// returns an error when the listing makes no progress.
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

// circles reports whether the marker was seen before. It compares with one earlier marker, which it replaces after 1, 2, 4,
// 8 … pages: a circle of any length is found within three times its length (Brent's algorithm).
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

// TakePage returns the body of a listing's page, and leaves the SDK a page that lists nothing: it would fail for the whole page
// when one entry is odd.
func TakePage(resp *http.Response) ([]byte, error) {
	body, err := runtime.Payload(resp)
	if err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(strings.NewReader("<EnumerationResults/>"))
	return body, nil
}
