package blob

import (
	"net/http"
	"strconv"
	"time"

	"azcopy/internal/emulator/content"
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// getBlob is Get Blob and Get Blob Properties: https://learn.microsoft.com/rest/api/storageservices/get-blob.
func (s *Service) getBlob(w http.ResponseWriter, r *service.Request) error {
	g, err := newGuard(r)
	if err != nil {
		return err
	}
	head := r.HTTP.Method == http.MethodHead
	var asked rest.Range
	if !head {
		asked = rest.ParseReadRange(r.HTTP.Header)
	}
	b, runs, asked, err := s.find(g, asked)
	if err != nil {
		return err
	}
	h := make(http.Header)
	b.writeHeaders(h, r.Now)
	return s.contents.Send(w, r, content.Part{Asked: asked, Size: b.Size, Runs: runs, Header: h}, "x-ms-blob-content-md5")
}

// find returns the request's blob, if the conditions hold, and the runs of the range, clipped to the blob.
func (s *Service) find(g guard, asked rest.Range) (b blob, runs []content.Run, clipped rest.Range, err error) {
	err = s.index.View(func(tx index.Reader) error {
		if b, err = g.read(tx); err != nil {
			return err
		}
		if clipped, err = asked.Within(b.Size); err != nil {
			return err
		}
		if g.request.HTTP.Method != http.MethodHead {
			runs, err = content.Find(tx, b.Content, clipped, b.Type == pageBlob)
		}
		return err
	})
	return b, runs, clipped, err
}

// writeHeaders sets all that is known about a blob.
func (b blob) writeHeaders(h http.Header, now time.Time) {
	b.Write(h)
	b.Copy.WriteHeaders(h, now)
	b.Metadata.Write(h)
	b.Properties.Write(h)
	b.Lease.WriteHeaders(h, now)
	h.Set("Accept-Ranges", "bytes")
	h.Set("x-ms-blob-type", b.Type)
	h.Set("x-ms-creation-time", b.Created.UTC().Format(http.TimeFormat))
	h.Set("x-ms-server-encrypted", "true")
	switch b.Type {
	case blockBlob:
		h.Set("x-ms-access-tier", "Hot")
		h.Set("x-ms-access-tier-inferred", "true")
	case appendBlob:
		h.Set("x-ms-blob-committed-block-count", strconv.Itoa(b.Blocks))
	case pageBlob:
		h.Set("x-ms-blob-sequence-number", strconv.FormatInt(b.Sequence, 10))
	}
}
