package blob

import (
	"io"

	"azcopy/internal/emulator/content"
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

const sourceRange = "x-ms-source-range"

// fetched is what a request reads from its source.
type fetched struct {
	source
	original blob
	asked    rest.Range // of the original, clipped to it
	runs     []content.Run
	sums     *content.Checksums
}

// findSource finds the range of the source that a request names, which is the whole source when the request names none.
func (s *Service) findSource(r *service.Request, limit int64, wantMD5 bool) (f fetched, err error) {
	if f.source, err = newSource(r, false); err != nil {
		return f, err
	}
	if f.request.Service() != r.Service() {
		return f, r.Unverified(rest.New(rest.NotImplemented))
	}
	if f.asked, err = rest.ParseRangeIn(r.HTTP.Header, sourceRange); err != nil {
		return f, err
	}
	if f.sums, err = content.NewChecksums(r.HTTP.Header, "x-ms-source-content-md5", "x-ms-source-content-crc64", wantMD5); err != nil {
		return f, err
	}
	err = s.index.View(func(tx index.Reader) error {
		if f.original, err = f.read(tx); err != nil {
			return err
		}
		if f.asked, err = f.asked.Within(f.original.Size); err != nil {
			return err
		}
		f.runs, err = content.Find(tx, f.original.Content, f.asked, f.original.Type == pageBlob)
		return err
	})
	if err == nil && f.asked.Length > limit {
		err = rest.New(rest.RequestBodyTooLarge)
	}
	return f, err
}

// fetch keeps what was found as if it were the body of the request.
func (s *Service) fetch(f fetched) (content.Body, error) {
	reader := s.contents.Read(f.runs)
	defer reader.Close()
	return s.contents.Keep(io.TeeReader(reader, f.sums), f.asked.Length, f.sums)
}

// verify compares what was found with the checksums of the request.
func (s *Service) verify(f fetched) error {
	if !f.sums.Wanted() {
		return nil
	}
	reader := s.contents.Read(f.runs)
	defer reader.Close()
	if _, err := io.Copy(f.sums, reader); err != nil {
		return err
	}
	return f.sums.Verify()
}
