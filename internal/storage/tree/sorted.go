package tree

import (
	"bufio"
	"cmp"
	"container/heap"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"

	"azcopy/internal/storage"
)

// The first byte of a key sorts objects before folders; the name follows.
const (
	objectKind byte = '0'
	folderKind byte = '1'
)

func key(name string, isFolder bool) string {
	kind := objectKind
	if isFolder {
		kind = folderKind
	}
	return string(kind) + name
}

// record is an entry as it is sorted.
type record struct{ key, details string }

func (r record) entry() Entry {
	return Entry{Name: r.key[1:], IsFolder: r.key[0] == folderKind, Details: r.details}
}

// sortedFolder yields the records of the entries of one folder in the order of their keys.
type sortedFolder struct {
	records []record // the whole folder, or the last run
	runs    mergedRuns
	spill   *os.File
}

// temporaryError is a failure of the temporary file, which says nothing about the folder.
type temporaryError struct{ err error }

func (e *temporaryError) Error() string {
	return fmt.Sprintf("sort its names in a temporary file: %v; TMPDIR can name another folder for it", storage.Clause(e.err))
}

// sortFolder reads the entries of a folder and sorts at most inMemory of them in memory at a time. The error comes from the
// entries, or is a *temporaryError.
func sortFolder(entries iter.Seq2[Entry, error], inMemory int) (*sortedFolder, error) {
	s := new(sortedFolder)
	for e, err := range entries {
		if err == nil && len(s.records) == inMemory {
			err = s.spillRun()
		}
		if err != nil {
			s.close()
			return nil, err
		}
		s.records = append(s.records, record{key(e.Name, e.IsFolder), e.Details})
	}
	if err := s.merge(); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *sortedFolder) sort() {
	slices.SortFunc(s.records, func(a, b record) int { return cmp.Compare(a.key, b.key) })
}

// spillRun writes the records in memory to the temporary file, as one run: each text after its length.
func (s *sortedFolder) spillRun() error {
	s.sort()
	run, err := s.writeRun()
	if err != nil {
		return &temporaryError{err}
	}
	s.runs = append(s.runs, run)
	s.records = s.records[:0]
	return nil
}

func (s *sortedFolder) writeRun() (_ *run, err error) {
	if s.spill == nil {
		if s.spill, err = os.CreateTemp("", "azcopy-names-*"); err != nil {
			return nil, err
		}
	}
	start, err := s.spill.Seek(0, io.SeekCurrent)
	if err != nil {
		return nil, err
	}
	w := bufio.NewWriter(s.spill)
	for _, r := range s.records {
		for _, text := range []string{r.key, r.details} {
			w.Write(binary.AppendUvarint(w.AvailableBuffer(), uint64(len(text))))
			w.WriteString(text)
		}
	}
	if err := w.Flush(); err != nil {
		return nil, err
	}
	end, err := s.spill.Seek(0, io.SeekCurrent)
	return &run{reader: bufio.NewReader(io.NewSectionReader(s.spill, start, end-start))}, err
}

// merge sorts the folder, or prepares to read all runs as one when there are several.
func (s *sortedFolder) merge() error {
	if len(s.runs) == 0 {
		s.sort()
		return nil
	}
	if err := s.spillRun(); err != nil {
		return err
	}
	s.records = nil
	for _, r := range s.runs {
		if err := r.advance(); err != nil {
			return &temporaryError{err}
		}
	}
	heap.Init(&s.runs)
	return nil
}

// next returns the next record, or false after the last.
func (s *sortedFolder) next() (record, bool, error) {
	if len(s.records) > 0 {
		r := s.records[0]
		s.records = s.records[1:]
		return r, true, nil
	}
	if len(s.runs) == 0 {
		return record{}, false, nil
	}
	first := s.runs[0]
	r := first.record
	switch err := first.advance(); {
	case errors.Is(err, io.EOF):
		heap.Pop(&s.runs)
	case err != nil:
		return record{}, false, &temporaryError{err}
	default:
		heap.Fix(&s.runs, 0)
	}
	return r, true, nil
}

func (s *sortedFolder) close() {
	if s.spill != nil {
		s.spill.Close()
		os.Remove(s.spill.Name())
	}
}

// run is a sorted part of the records, read from the temporary file.
type run struct {
	reader *bufio.Reader
	record record
}

// advance reads the next record; io.EOF means that there is none.
func (r *run) advance() error {
	n, err := binary.ReadUvarint(r.reader)
	if err != nil {
		return err
	}
	if r.record.key, err = r.text(n); err != nil {
		return err
	}
	if n, err = binary.ReadUvarint(r.reader); err != nil {
		return cutOff(err)
	}
	r.record.details, err = r.text(n)
	return err
}

func (r *run) text(length uint64) (string, error) {
	text := make([]byte, length)
	_, err := io.ReadFull(r.reader, text)
	return string(text), cutOff(err)
}

// cutOff returns the error for a record that is cut off, so that it is not taken for the end of the run.
func cutOff(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// mergedRuns is a heap with the run that has the smallest key at its head.
type mergedRuns []*run

func (m mergedRuns) Len() int           { return len(m) }
func (m mergedRuns) Less(i, j int) bool { return m[i].record.key < m[j].record.key }
func (m mergedRuns) Swap(i, j int)      { m[i], m[j] = m[j], m[i] }
func (m *mergedRuns) Push(x any)        { *m = append(*m, x.(*run)) }

func (m *mergedRuns) Pop() any {
	last := (*m)[len(*m)-1]
	*m = (*m)[:len(*m)-1]
	return last
}
