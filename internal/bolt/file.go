package bolt

import (
	"encoding/binary"
	"hash/fnv"
	"io"
)

const (
	magic      = 0xED0CDAED
	fileFormat = 2
	minPage    = 1 << 10 // bytes; bbolt looks for its second page at each power of two from here on
	maxPage    = 1 << 24
)

// CheckFile checks a file of this size before bbolt opens it: its trees and its list of free pages must be as bbolt writes
// them, and no two may share a page. It returns ErrDamaged otherwise. It does not check what the records hold. bbolt itself
// maps the file into memory and would crash with a fault on one that is too short.
func CheckFile(file io.ReaderAt, size int64) error {
	w := &pages{file: file, taken: map[uint64]bool{}}
	meta := w.newest()
	if meta == nil {
		return ErrDamaged
	}
	w.end = binary.NativeEndian.Uint64(meta[40:])
	if size < 2*w.size || w.end > uint64(size/w.size) { // it has been truncated
		return ErrDamaged
	}
	return w.walk(meta)
}

// newest returns the meta page that the last transaction wrote, and sets the page size. It returns nil when no meta page is
// valid.
func (w *pages) newest() []byte {
	first := w.valid(0)
	if first == nil {
		for w.size = minPage; w.size <= maxPage; w.size *= 2 {
			if second := w.valid(w.size); second != nil {
				return second
			}
		}
		return nil
	}
	w.size = int64(binary.NativeEndian.Uint32(first[8:]))
	second := w.valid(w.size)
	if second != nil && binary.NativeEndian.Uint64(second[48:]) > binary.NativeEndian.Uint64(first[48:]) {
		return second
	}
	return first
}

// valid returns the meta page at this offset, or nil when it is not valid.
func (w *pages) valid(at int64) []byte {
	text, err := w.read(at+pageHeader, metaLength)
	if err != nil {
		return nil
	}
	size := binary.NativeEndian.Uint32(text[8:])
	if binary.NativeEndian.Uint32(text) != magic || binary.NativeEndian.Uint32(text[4:]) != fileFormat || !isSum(text) ||
		size < minPage || size > maxPage || size&(size-1) != 0 || at != 0 && at != int64(size) {
		return nil
	}
	return text
}

// isSum reports whether the checksum of a meta page is right.
func isSum(meta []byte) bool {
	sum := fnv.New64a()
	sum.Write(meta[:56])
	return binary.NativeEndian.Uint64(meta[56:]) == sum.Sum64()
}
