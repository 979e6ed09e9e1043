package content

import (
	"errors"
	"fmt"
	"io"

	"azcopy/internal/emulator/extent"
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/rest"
)

// Run is a part of an extent, or a hole.
type Run struct {
	extent         extent.ID // empty for a hole, which reads as zeros
	offset, length int64     // in the extent
}

// Find returns the runs of a range of a content. A missing part is a hole, or damage where there may be no holes.
func Find(tx index.Reader, name string, asked rest.Range, holes bool) ([]Run, error) {
	var runs []Run
	at, end := asked.Offset, asked.Offset+asked.Length
	hole := func(until int64) error {
		if at == until {
			return nil
		}
		if !holes {
			return fmt.Errorf("%w: the content %q has no bytes from %d to %d", index.ErrDamaged, name, at, until)
		}
		runs = append(runs, Run{length: until - at})
		return nil
	}
	err := Each(tx, name, at, end, func(start int64, seg Segment) error {
		from, to := max(start, at), min(start+seg.Size, end)
		if err := hole(from); err != nil {
			return err
		}
		runs = append(runs, Run{seg.Extent, seg.Start + from - start, to - from})
		at = to
		return nil
	})
	if err != nil {
		return nil, err
	}
	return runs, hole(end)
}

// Reader reads runs one after another, with one extent open at a time.
type Reader struct {
	store  extent.Store
	runs   []Run
	open   extent.Reader
	reader *io.SectionReader
}

// Read returns a reader of runs, which must be closed.
func (s *Store) Read(runs []Run) *Reader { return &Reader{store: s.extents, runs: runs} }

func (r *Reader) Read(p []byte) (int, error) {
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
		if at, _ := r.reader.Seek(0, io.SeekCurrent); at < r.reader.Size() { // it never fails
			return 0, fmt.Errorf("%w: it has been cut off while it was read", extent.ErrDamaged)
		}
		r.Close()
	}
}

// Prepare opens the first run, so that damage shows while an error can still be answered.
func (r *Reader) Prepare() error {
	if len(r.runs) == 0 {
		return nil
	}
	return r.next()
}

func (r *Reader) next() error {
	if len(r.runs) == 0 {
		return io.EOF
	}
	part := r.runs[0]
	r.runs = r.runs[1:]
	if part.extent == "" {
		r.reader = io.NewSectionReader(zeros{}, 0, part.length)
		return nil
	}
	open, err := r.store.Open(part.extent, part.offset+part.length)
	if err != nil {
		return err
	}
	r.open, r.reader = open, io.NewSectionReader(open, part.offset, part.length)
	return nil
}

// zeros reads as zeros at every offset.
type zeros struct{}

func (zeros) ReadAt(p []byte, _ int64) (int, error) {
	clear(p)
	return len(p), nil
}

// Close closes what is open.
func (r *Reader) Close() {
	if r.open != nil {
		r.open.Close() // it was only read
	}
	r.open, r.reader = nil, nil
}
