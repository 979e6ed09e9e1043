package blob

import (
	"errors"
	"net/http"
	"strconv"

	"azcopy/internal/emulator/content"
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/listing"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// maxPageRanges is the most ranges of an answer, and the default.
const maxPageRanges = 10_000

// getPageRanges is Get Page Ranges: https://learn.microsoft.com/rest/api/storageservices/get-page-ranges, without the
// differences to a snapshot.
func (s *Service) getPageRanges(w http.ResponseWriter, r *service.Request) error {
	g, err := newGuard(r)
	if err != nil {
		return err
	}
	list, err := newPageList(r)
	if err != nil {
		return err
	}
	err = s.index.View(func(tx index.Reader) error {
		b, err := g.read(tx)
		if err != nil {
			return err
		}
		if b.Type != pageBlob {
			return rest.New(codeInvalidBlobType)
		}
		b.Write(w.Header())
		w.Header().Set("x-ms-blob-content-length", strconv.FormatInt(b.Size, 10))
		return list.write(tx, b)
	})
	if err != nil {
		return err
	}
	return rest.WriteXML(w, list.XML)
}

// pageList writes the ranges of a blob that are not holes, as few as possible: neighbours are one range.
type pageList struct {
	*rest.XML
	asked rest.Range
	from  int64 // the marker: where the previous answer ended
	max   int
}

var errFull = errors.New("the list of page ranges is full")

func newPageList(r *service.Request) (*pageList, error) {
	l := &pageList{XML: rest.NewXML(nil), asked: rest.ParseReadRange(r.HTTP.Header)}
	var err error
	if l.max, _, err = listing.ParseMax(r, maxPageRanges); err != nil {
		return nil, err
	}
	if value := r.Query.Get("marker"); value != "" {
		if l.from, err = strconv.ParseInt(value, 10, 64); err != nil || l.from < 0 {
			return nil, rest.BadQuery("marker", value, "Not a marker of this service.")
		}
	}
	return l, nil
}

func (l *pageList) write(tx index.Reader, b blob) error {
	asked, err := l.asked.Within(b.Size)
	if err != nil {
		return err
	}
	// Pages that are only partly asked for are reported whole.
	from := max(l.from, asked.Offset/pageSize*pageSize)
	end := (asked.Offset + asked.Length + pageSize - 1) / pageSize * pageSize
	l.Raw("<PageList>")
	next, n := "", 0
	start, stop := int64(-1), int64(-1) // the range that may continue
	err = content.Each(tx, b.Content, from, end, func(at int64, seg content.Segment) error {
		first, last := max(at, from), min(at+seg.Size, end)
		if first == stop {
			stop = last
			return nil
		}
		if start >= 0 {
			l.writeRange(start, stop)
			if n++; n == l.max {
				next, start = strconv.FormatInt(first, 10), -1
				return errFull
			}
		}
		start, stop = first, last
		return nil
	})
	if err != nil && !errors.Is(err, errFull) {
		return err
	}
	if start >= 0 {
		l.writeRange(start, stop)
	}
	l.Text("NextMarker", next)
	l.Raw("</PageList>")
	return nil
}

func (l *pageList) writeRange(start, stop int64) {
	l.Raw("<PageRange>")
	l.Int("Start", start)
	l.Int("End", stop-1)
	l.Raw("</PageRange>")
}
