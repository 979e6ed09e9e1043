package content

import (
	"crypto/md5"
	"io"
	"maps"
	"net/http"
	"strconv"

	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
	"azcopy/internal/emulator/structured"
)

// Part is the part of a resource that an answer has: runs that were found for the range.
type Part struct {
	Asked rest.Range // clipped to the resource; the whole of it when not Asked
	Size  int64      // of the resource
	Runs  []Run
	// Header are the headers of the answer that do not depend on the part.
	Header http.Header
}

// sendBuffer is the most bytes that are read from an extent at once.
const sendBuffer = 256 << 10

// Send answers a request with a part of a resource, or with its length for HEAD. When it is not the whole, the MD5 of the
// whole is in the header of this name. A service SAS may give headers other values. See
// https://learn.microsoft.com/rest/api/storageservices/get-blob and get-file.
func (s *Store) Send(w http.ResponseWriter, r *service.Request, p Part, md5Header string) error {
	body := s.Read(p.Runs)
	defer body.Close()
	if err := body.Prepare(); err != nil {
		return err
	}
	h, status := w.Header(), http.StatusOK
	maps.Copy(h, p.Header)
	if p.Asked.Asked {
		status = http.StatusPartialContent
		if err := s.describePart(h, r, p, md5Header); err != nil {
			return err
		}
	}
	r.OverrideHeaders(h)
	if r.HTTP.Method == http.MethodHead {
		h.Set("Content-Length", strconv.FormatInt(p.Asked.Length, 10))
		w.WriteHeader(status)
		return nil
	}
	return send(w, r, status, body, p.Asked.Length)
}

// send answers with so many bytes, in the form that the request asks for.
func send(w http.ResponseWriter, r *service.Request, status int, body io.Reader, length int64) error {
	isStructured, err := structured.Asked(r.HTTP.Header)
	if err != nil {
		return err
	}
	h, buffer := w.Header(), make([]byte, min(length+1, sendBuffer))
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

type onlyWriter struct{ io.Writer }

const (
	rangeMD5   = "x-ms-range-get-content-md5"
	rangeCRC64 = "x-ms-range-get-content-crc64"
	// maxRangeSum is the most bytes that a range may have for its checksum to be asked for.
	maxRangeSum = 4 << 20
)

// describePart sets the headers of a partial answer. The checksum of the range, if it is asked for, is computed by reading
// it once before it is sent, with a reader of its own.
func (s *Store) describePart(h http.Header, r *service.Request, p Part, md5Header string) error {
	h.Set("Content-Range", p.Asked.ContentRange(p.Size))
	if sum := h.Get("Content-MD5"); sum != "" {
		h.Set(md5Header, sum)
		h.Del("Content-MD5")
	}
	wantsMD5, wantsCRC64 := r.Header(rangeMD5) == "true", r.Header(rangeCRC64) == "true"
	switch {
	case !wantsMD5 && !wantsCRC64:
		return nil
	case wantsMD5 && wantsCRC64:
		return rest.BadHeader(rangeCRC64, "true")
	case p.Asked.Length > maxRangeSum:
		return rest.New(rest.OutOfRangeInput)
	}
	sums := &Checksums{crc64: structured.NewCRC64()}
	if wantsMD5 {
		sums = &Checksums{md5: md5.New()}
	}
	body := s.Read(p.Runs)
	defer body.Close()
	if _, err := io.Copy(sums, body); err != nil {
		return err
	}
	Body{MD5: sums.sum(), crc64: sums.crc()}.WriteSums(h)
	return nil
}
