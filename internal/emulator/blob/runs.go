package blob

import (
	"errors"
	"io"

	"azcopy/internal/emulator/extent"
)

// runReader reads runs one after the other, with one extent open at a time.
type runReader struct {
	store  *Service
	runs   []run
	open   extent.Reader
	reader *io.SectionReader
}

func (r *runReader) Read(p []byte) (int, error) {
	for {
		if r.reader == nil {
			if err := r.next(); err != nil {
				return 0, err
			}
		}
		n, err := r.reader.Read(p)
		if n > 0 || err == nil {
			return n, nil
		}
		if !errors.Is(err, io.EOF) {
			return 0, err
		}
		r.Close()
	}
}

func (r *runReader) next() error {
	if len(r.runs) == 0 {
		return io.EOF
	}
	part := r.runs[0]
	r.runs = r.runs[1:]
	open, err := r.store.extents.Open(part.Extent)
	if err != nil {
		return err
	}
	r.open, r.reader = open, io.NewSectionReader(open, part.offset, part.length)
	return nil
}

// Close closes what is open.
func (r *runReader) Close() {
	if r.open != nil {
		r.open.Close() // it was only read
	}
	r.open, r.reader = nil, nil
}
