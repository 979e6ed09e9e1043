package blob

import (
	"crypto/md5"
	"encoding/base64"
	"io"
	"net/http"
	"strconv"
	"strings"

	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// run is a part of a segment.
type run struct {
	segment
	offset, length int64 // in the extent
}

// getBlob is Get Blob and Get Blob Properties: https://learn.microsoft.com/rest/api/storageservices/get-blob.
func (s *Service) getBlob(w http.ResponseWriter, r *service.Request) error {
	conditions, err := rest.ParseConditions(r.HTTP.Header)
	if err != nil {
		return err
	}
	head := r.HTTP.Method == http.MethodHead
	var asked rest.Range
	if !head {
		if asked, err = rest.ParseRange(r.HTTP.Header); err != nil {
			return err
		}
	}
	b, runs, asked, err := s.find(r, conditions, asked)
	if err != nil {
		return err
	}
	body := &runReader{store: s, runs: runs}
	defer body.Close()
	h := w.Header()
	b.writeHeaders(h)
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

// find returns the request's blob, if its conditions hold, and the runs of the range, clipped to the blob.
func (s *Service) find(r *service.Request, conditions rest.Conditions, asked rest.Range) (b blob, runs []run, clipped rest.Range, err error) {
	err = s.index.View(func(tx index.Reader) error {
		if b, err = readBlob(tx, r); err != nil {
			return err
		}
		if err := conditions.CheckRead(b.ETag, b.Modified); err != nil {
			return err
		}
		if clipped, err = asked.Within(b.Size); err != nil {
			return err
		}
		if r.HTTP.Method != http.MethodHead {
			runs, err = findRuns(tx, b, clipped)
		}
		return err
	})
	return b, runs, clipped, err
}

// findRuns returns the parts of segments that make up a range.
func findRuns(tx index.Reader, b blob, asked rest.Range) ([]run, error) {
	if asked.Length == 0 {
		return nil, nil
	}
	var runs []run
	cursor := tx.Cursor()
	key := segmentKey(b.Content, asked.Offset)
	prefix := key[:strings.LastIndexByte(key, '/')+1]
	end := asked.Offset + asked.Length
	for ok := cursor.Floor(key); ok && strings.HasPrefix(cursor.Key(), prefix); ok = cursor.Next() {
		start, err := strconv.ParseInt(cursor.Key()[len(prefix):], 16, 64)
		if err != nil {
			return nil, err
		}
		if start >= end {
			break
		}
		part := run{}
		if err := decode(cursor.Key(), cursor.Value(), &part.segment); err != nil {
			return nil, err
		}
		part.offset = max(0, asked.Offset-start)
		part.length = min(part.Size, end-start) - part.offset
		runs = append(runs, part)
	}
	return runs, nil
}

// maxRangeMD5 is the most bytes of a range whose MD5 can be asked for.
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

// writeHeaders sets all that is known of a blob.
func (b blob) writeHeaders(h http.Header) {
	b.write(h)
	b.Metadata.Write(h)
	b.Properties.write(h)
	writeUnleased(h)
	h.Set("Accept-Ranges", "bytes")
	h.Set("x-ms-blob-type", b.Type)
	h.Set("x-ms-creation-time", b.Created.UTC().Format(http.TimeFormat))
	h.Set("x-ms-server-encrypted", "true")
	h.Set("x-ms-access-tier", "Hot")
	h.Set("x-ms-access-tier-inferred", "true")
}
