package local

import (
	"bufio"
	"cmp"
	"container/heap"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"

	"azcopy/internal/storage"
)

// sortedInMemory is how many names of one folder are sorted in memory. The names of a larger folder are sorted in runs
// of that many, in a temporary file, so that a folder of millions of files takes no more memory.
const sortedInMemory = 1 << 16

// The first byte of a key sorts files before folders; the name follows.
const (
	fileKind   byte = '0'
	folderKind byte = '1'
)

// sortedFolder yields the keys of the entries of one folder in order.
type sortedFolder struct {
	isFolder func(e fs.DirEntry) bool
	keys     []string // the whole folder, or the last run
	runs     mergedRuns
	spill    *os.File
}

// sortFolder reads a folder and sorts at most batch names in memory at a time. isFolder says which of its entries are
// folders.
func sortFolder(folder string, batch int, isFolder func(e fs.DirEntry) bool) (*sortedFolder, error) {
	f, err := os.Open(folder)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	s := &sortedFolder{isFolder: isFolder}
	for {
		more, err := s.readBatch(f, batch)
		if err != nil {
			s.close()
			return nil, err
		}
		if !more {
			return s, nil
		}
	}
}

// readBatch reads up to batch names, having spilled those read before, and returns whether there may be more.
func (s *sortedFolder) readBatch(f *os.File, batch int) (bool, error) {
	entries, err := f.ReadDir(batch)
	if err != nil && err != io.EOF {
		return false, err
	}
	if len(entries) == 0 {
		return false, s.merge()
	}
	if err := s.spillKeys(); err != nil {
		return false, err
	}
	s.keys = make([]string, len(entries))
	for i, e := range entries {
		kind := fileKind
		if s.isFolder(e) {
			kind = folderKind
		}
		s.keys[i] = string(kind) + e.Name()
	}
	slices.Sort(s.keys)
	return true, nil
}

// spillKeys writes the keys in memory to the temporary file, as one run: each key after its length.
func (s *sortedFolder) spillKeys() (err error) {
	if len(s.keys) == 0 {
		return nil
	}
	if s.spill == nil {
		if s.spill, err = os.CreateTemp("", "azcopy-names-*"); err != nil {
			// Not wrapped: a failure to make this file says nothing about the folder.
			return fmt.Errorf("sort its names in a temporary file: %v; TMPDIR can name another folder for it", storage.Clause(err))
		}
	}
	start, err := s.spill.Seek(0, io.SeekCurrent)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(s.spill)
	for _, key := range s.keys {
		w.Write(binary.AppendUvarint(nil, uint64(len(key))))
		w.WriteString(key)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	end, err := s.spill.Seek(0, io.SeekCurrent)
	s.runs = append(s.runs, &run{reader: bufio.NewReader(io.NewSectionReader(s.spill, start, end-start))})
	return err
}

// merge prepares for reading all runs as one, when there are several.
func (s *sortedFolder) merge() error {
	if len(s.runs) == 0 {
		return nil
	}
	if err := s.spillKeys(); err != nil {
		return err
	}
	s.keys = nil
	for _, r := range s.runs {
		if err := r.advance(); err != nil {
			return err
		}
	}
	heap.Init(&s.runs)
	return nil
}

// next returns the next key, or "" after the last.
func (s *sortedFolder) next() (string, error) {
	if len(s.keys) > 0 {
		key := s.keys[0]
		s.keys = s.keys[1:]
		return key, nil
	}
	if len(s.runs) == 0 {
		return "", nil
	}
	first := s.runs[0]
	key := first.key
	switch err := first.advance(); {
	case errors.Is(err, io.EOF):
		heap.Pop(&s.runs)
	case err != nil:
		return "", err
	default:
		heap.Fix(&s.runs, 0)
	}
	return key, nil
}

func (s *sortedFolder) close() {
	if s.spill != nil {
		s.spill.Close()
		os.Remove(s.spill.Name())
	}
}

// run is a sorted part of the keys, read from the temporary file.
type run struct {
	reader *bufio.Reader
	key    string
}

// advance reads the next key; io.EOF means that there is none.
func (r *run) advance() error {
	n, err := binary.ReadUvarint(r.reader)
	if err != nil {
		return err
	}
	key := make([]byte, n)
	if _, err := io.ReadFull(r.reader, key); err != nil {
		return err
	}
	r.key = string(key)
	return nil
}

// mergedRuns is a heap with the run that has the smallest key at its head.
type mergedRuns []*run

func (m mergedRuns) Len() int           { return len(m) }
func (m mergedRuns) Less(i, j int) bool { return cmp.Less(m[i].key, m[j].key) }
func (m mergedRuns) Swap(i, j int)      { m[i], m[j] = m[j], m[i] }
func (m *mergedRuns) Push(x any)        { *m = append(*m, x.(*run)) }

func (m *mergedRuns) Pop() any {
	last := (*m)[len(*m)-1]
	*m = (*m)[:len(*m)-1]
	return last
}
