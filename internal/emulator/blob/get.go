package blob

import (
	"encoding/base64"
	"io"
	"net/http"
	"strconv"
	"time"

	"azcopy/internal/emulator/auth"
	"azcopy/internal/emulator/content"
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
	"azcopy/internal/emulator/structured"
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
	body := s.contents.Read(runs)
	defer body.Close()
	if err := body.Prepare(); err != nil {
		return err
	}
	h := w.Header()
	b.writeHeaders(h, r.Now)
	status := http.StatusOK
	if asked.Asked {
		status = http.StatusPartialContent
		if err := writeRange(h, r, b, asked, s.contents.Read(runs)); err != nil {
			return err
		}
	}
	overrideHeaders(h, r)
	if head {
		h.Set("Content-Length", strconv.FormatInt(asked.Length, 10))
		w.WriteHeader(status)
		return nil
	}
	return send(w, r, status, body, asked.Length)
}

const copyBuffer = 256 << 10

// send answers with so many bytes, in the form that the request asks for.
func send(w http.ResponseWriter, r *service.Request, status int, body io.Reader, length int64) error {
	isStructured, err := structured.Asked(r.HTTP.Header)
	if err != nil {
		return err
	}
	h, buffer := w.Header(), make([]byte, min(length+1, copyBuffer))
	if !isStructured {
		h.Set("Content-Length", strconv.FormatInt(length, 10))
		w.WriteHeader(status)
		_, err := io.CopyBuffer(onlyWriter{w}, body, buffer)
		return err
	}
	h.Set(structured.Header, structured.Type)
	h.Set(structured.LengthHeader, strconv.FormatInt(length, 10))
	h.Set("Content-Length", strconv.FormatInt(structured.Size(length), 10))
	w.WriteHeader(status)
	return structured.Copy(w, body, length, buffer)
}

// overrideHeaders sets the headers that a service SAS gives other values: see
// https://learn.microsoft.com/rest/api/storageservices/create-service-sas.
func overrideHeaders(h http.Header, r *service.Request) {
	if r.Grant.Kind() != auth.ServiceSAS { // only that signs them
		return
	}
	for parameter, name := range map[string]string{
		"rscc": "Cache-Control", "rscd": "Content-Disposition", "rsce": "Content-Encoding", "rscl": "Content-Language", "rsct": "Content-Type",
	} {
		if value := r.Query.Get(parameter); value != "" {
			h.Set(name, value)
		}
	}
}

type onlyWriter struct{ io.Writer }

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

const (
	rangeMD5   = "x-ms-range-get-content-md5"
	rangeCRC64 = "x-ms-range-get-content-crc64"
	// maxRangeSum is the most bytes that a range may have for its checksum to be asked for.
	maxRangeSum = 4 << 20
)

// writeRange sets the headers of a partial answer. The checksum of the range, if it is asked for, is computed by reading
// it once before it is sent, with a reader of its own.
func writeRange(h http.Header, r *service.Request, b blob, asked rest.Range, body *content.Reader) error {
	defer body.Close()
	h.Set("Content-Range", asked.ContentRange(b.Size))
	h.Del("Content-MD5")
	if b.Properties.ContentMD5 != nil {
		h.Set("x-ms-blob-content-md5", base64.StdEncoding.EncodeToString(b.Properties.ContentMD5))
	}
	wantsMD5, wantsCRC64 := r.Header(rangeMD5) == "true", r.Header(rangeCRC64) == "true"
	switch {
	case !wantsMD5 && !wantsCRC64:
		return nil
	case wantsMD5 && wantsCRC64:
		return rest.BadHeader(rangeCRC64, "true")
	case asked.Length > maxRangeSum:
		return rest.New(rest.OutOfRangeInput)
	}
	sums := content.SumRange(wantsMD5)
	if _, err := io.Copy(sums, body); err != nil {
		return err
	}
	sums.WriteHeaders(h)
	return nil
}

// writeHeaders sets all that is known about a blob.
func (b blob) writeHeaders(h http.Header, now time.Time) {
	b.write(h)
	b.Copy.WriteHeaders(h, now)
	b.Metadata.Write(h)
	b.Properties.write(h)
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
