package blob

import (
	"crypto/md5"
	"encoding/base64"
	"io"
	"net/http"
	"strconv"
	"time"

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
	body := &runReader{store: s, runs: runs}
	defer body.Close()
	h := w.Header()
	b.writeHeaders(h, r.Now)
	status := http.StatusOK
	if asked.Asked {
		status = http.StatusPartialContent
		if err := writeRange(h, r, b, asked, body); err != nil {
			return err
		}
	}
	h.Set("Content-Length", strconv.FormatInt(asked.Length, 10))
	w.WriteHeader(status)
	if head {
		return nil
	}
	_, err = io.CopyBuffer(onlyWriter{w}, body, make([]byte, min(asked.Length+1, copyBuffer)))
	return err
}

const copyBuffer = 256 << 10

type onlyWriter struct{ io.Writer }

// find returns the request's blob, if the conditions hold, and the runs of the range, clipped to the blob.
func (s *Service) find(g guard, asked rest.Range) (b blob, runs []run, clipped rest.Range, err error) {
	err = s.index.View(func(tx index.Reader) error {
		if b, err = g.read(tx); err != nil {
			return err
		}
		if clipped, err = asked.Within(b.Size); err != nil {
			return err
		}
		if g.request.HTTP.Method != http.MethodHead {
			runs, err = findRuns(tx, b, clipped)
		}
		return err
	})
	return b, runs, clipped, err
}

// maxRangeMD5 is the most bytes that a range may have for its MD5 to be asked for.
const maxRangeMD5 = 4 << 20

// writeRange sets the headers of a partial answer. The MD5 of the range, if it is asked for, is computed by reading it
// once before it is sent.
func writeRange(h http.Header, r *service.Request, b blob, asked rest.Range, body *runReader) error {
	h.Set("Content-Range", asked.ContentRange(b.Size))
	h.Del("Content-MD5")
	if b.Properties.ContentMD5 != nil {
		h.Set("x-ms-blob-content-md5", base64.StdEncoding.EncodeToString(b.Properties.ContentMD5))
	}
	if r.Header("x-ms-range-get-content-md5") != "true" {
		return nil
	}
	if asked.Length > maxRangeMD5 {
		return rest.New(rest.OutOfRangeInput)
	}
	sum := md5.New()
	again := &runReader{store: body.store, runs: body.runs}
	defer again.Close()
	if _, err := io.Copy(sum, again); err != nil {
		return err
	}
	h.Set("Content-MD5", base64.StdEncoding.EncodeToString(sum.Sum(nil)))
	return nil
}

// writeHeaders sets all that is known about a blob.
func (b blob) writeHeaders(h http.Header, now time.Time) {
	b.write(h)
	b.Copy.writeHeaders(h, now)
	b.Metadata.Write(h)
	b.Properties.write(h)
	b.Lease.writeHeaders(h, now)
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
