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

// CheckFile returns ErrDamaged unless a file of this size has the trees and the list of pages that bbolt writes, and no two
// share a page. It need not be open: bbolt could not open a file that is too short without a fault of the memory to which it
// maps the file. What the records hold is not checked.
func CheckFile(file io.ReaderAt, size int64) error {
	w := &pages{file: file, taken: map[uint64]bool{}}
	meta := w.newest()
	if meta == nil {
		return ErrDamaged
	}
	w.end = binary.NativeEndian.Uint64(meta[40:])
	if size < 2*w.size || w.end > uint64(size/w.size) { // it has been cut off
		return ErrDamaged
	}
	return w.walk(meta)
}

// newest returns the description of the file by its last transaction, and sets the size of a page; or nil when there is none
// that is valid.
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

// valid returns the description in the page that starts at this position, or nil when it is not one.
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

// isSum reports whether a description has its own checksum.
func isSum(meta []byte) bool {
	sum := fnv.New64a()
	sum.Write(meta[:56])
	return binary.NativeEndian.Uint64(meta[56:]) == sum.Sum64()
}
