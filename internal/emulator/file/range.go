package file

import (
	"cmp"
	"encoding/base64"
	"io"
	"net/http"
	"strconv"
	"strings"

	"azcopy/internal/emulator/content"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
	"azcopy/internal/emulator/structured"
)

const (
	writeHeader           = "x-ms-write"
	sourceRangeHeader     = "x-ms-source-range"
	sourceSumHeader       = "x-ms-source-content-crc64"
	sourceMatchHeader     = "x-ms-source-if-match-crc64"
	sourceNoneMatchHeader = "x-ms-source-if-none-match-crc64"
)

// putRange is Put Range: https://learn.microsoft.com/rest/api/storageservices/put-range. The MD5 of the file stays as it is.
func (s *Service) putRange(w http.ResponseWriter, r *service.Request) error {
	asked, err := parseWritten(r)
	if err != nil {
		return err
	}
	switch value := r.Header(writeHeader); value {
	case "update":
		size, _, err := structured.ContentLength(r.HTTP)
		switch {
		case err != nil:
			return err
		case asked.Length > maxBody:
			return rest.New(rest.RequestBodyTooLarge)
		case size != asked.Length:
			return rest.BadHeader("Content-Length", strconv.FormatInt(size, 10))
		}
		body, err := s.contents.Receive(r, maxBody, true)
		if err != nil {
			return err
		}
		return s.writeRange(w, r, asked, body)
	case "clear":
		if n := r.HTTP.ContentLength; n != 0 {
			return rest.BadHeader("Content-Length", strconv.FormatInt(n, 10))
		}
		return s.writeRange(w, r, asked, content.Body{})
	default:
		return rest.BadHeader(writeHeader, value)
	}
}

// parseWritten reads the range that a request writes.
func parseWritten(r *service.Request) (rest.Range, error) {
	asked, err := rest.ParseRange(r.HTTP.Header)
	if err == nil && !asked.Asked {
		err = rest.MissingHeader("x-ms-range")
	}
	return asked, err
}

// writeRange replaces a range of a file by a body, or makes it a hole, and answers.
func (s *Service) writeRange(w http.ResponseWriter, r *service.Request, asked rest.Range, body content.Body) error {
	n, err := s.change(r, aFile, func(tx *content.Change, n *node) error { return n.writeRange(tx, r, asked, body) })
	if err != nil {
		s.contents.Discard(body)
		return err
	}
	h := w.Header()
	body.WriteSums(h)
	n.State.Write(h)
	h.Set(writtenHeader, rest.FormatTicks(n.SMB.Written))
	h.Set(requestEncrypted, "true")
	w.WriteHeader(http.StatusCreated)
	return nil
}

func (n *node) writeRange(tx *content.Change, r *service.Request, asked rest.Range, body content.Body) (err error) {
	if n.SMB.Attributes&attributeReadOnly != 0 {
		return rest.New(codeReadOnlyAttribute)
	}
	if asked.Length > n.Size || asked.Offset > n.Size-asked.Length {
		return rest.New(rest.InvalidRange)
	}
	switch value := r.Header(writtenHeader); strings.ToLower(value) {
	case "", "now":
		n.SMB.Written = r.Now
	case "preserve":
	default:
		return rest.BadHeader(writtenHeader, value)
	}
	if err := n.cut(tx, asked.Offset, asked.Offset+asked.Length); err != nil || body.Size == 0 {
		return err
	}
	if n.Content == "" {
		n.Content, err = tx.Own("")
	}
	return cmp.Or(err, tx.Add(n.Content, asked.Offset, body.Segments()[0]))
}

// putRangeFromURL is Put Range From URL: https://learn.microsoft.com/rest/api/storageservices/put-range-from-url.
func (s *Service) putRangeFromURL(w http.ResponseWriter, r *service.Request) error {
	asked, err := parseWritten(r)
	if err != nil {
		return err
	}
	from, err := rest.ParseRangeIn(r.HTTP.Header, sourceRangeHeader)
	switch value := r.Header(writeHeader); {
	case err != nil:
		return err
	case value != "update":
		return rest.BadHeader(writeHeader, value)
	case !from.Asked:
		return rest.MissingHeader(sourceRangeHeader)
	case asked.Length > maxBody:
		return rest.New(rest.RequestBodyTooLarge)
	case from.Length != asked.Length:
		return rest.BadHeader(sourceRangeHeader, r.Header(sourceRangeHeader))
	}
	body, err := s.fetchRange(r, from.Length)
	if err != nil {
		return err
	}
	return s.writeRange(w, r, asked, body)
}

// fetchRange keeps the range of the source of a request, which must have so many bytes, as if it were the body of it.
func (s *Service) fetchRange(r *service.Request, length int64) (content.Body, error) {
	source, err := newSource(r, false)
	if err != nil {
		return content.Body{}, err
	}
	source.HTTP.Header.Set(rangeHeader, r.Header(sourceRangeHeader))
	sums, err := content.NewChecksums(r.HTTP.Header, "", sourceSumHeader, false)
	if err != nil {
		return content.Body{}, err
	}
	header, answered, err := source.Fetch()
	if err != nil {
		return content.Body{}, err
	}
	defer answered.Close()
	if header.Get("Content-Length") != strconv.FormatInt(length, 10) { // the source ends before
		return content.Body{}, rest.New(rest.InvalidRange)
	}
	body, err := s.contents.Keep(io.TeeReader(answered, sums), length, sums)
	if err == nil {
		err = checkSum(r.HTTP.Header, body)
	}
	if err != nil {
		s.contents.Discard(body)
	}
	return body, err
}

// checkSum evaluates the conditions on the CRC-64 of what was fetched.
func checkSum(h http.Header, body content.Body) error {
	for _, name := range []string{sourceMatchHeader, sourceNoneMatchHeader} {
		value := h.Get(name)
		if value == "" {
			continue
		}
		if _, err := base64.StdEncoding.DecodeString(value); err != nil {
			return rest.BadHeader(name, value)
		}
		if (value == base64.StdEncoding.EncodeToString(body.CRC64())) != (name == sourceMatchHeader) {
			return rest.New(rest.ConditionNotMet)
		}
	}
	return nil
}
