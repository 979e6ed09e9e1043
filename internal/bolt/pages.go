// Package bolt checks the files of bbolt databases, whose own code trusts what it reads from them.
package bolt

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
)

// ErrDamaged reports a file that is not a valid bbolt database.
var ErrDamaged = errors.New("it is damaged")

// The layout of bbolt's pages. Numbers are in the machine's byte order.
const (
	pageHeader  = 16 // id uint64, kind uint16, count uint16, overflow uint32
	pageElement = 16 // of a branch: position, key length uint32, page uint64; of a leaf: flags, position, key, value length uint32
	metaLength  = 64 // …, root uint64 at 16, free list at 32, end at 40, transaction at 48, checksum at 56
	bucketRoot  = 16 // in a leaf, the root page of a bucket and a sequence

	branchPage = 0x01
	leafPage   = 0x02
	freePage   = 0x10
	bucketFlag = 0x01
)

// pages walks through the pages of a file. bbolt trusts whatever they say: it would follow a cycle for ever, miss a key that
// is out of order, and overwrite a page in use that its free list names.
type pages struct {
	file  io.ReaderAt
	size  int64 // of a page
	end   uint64
	taken map[uint64]bool
	// levels are the pages from the root to the current one. Their memory is reused.
	levels [][]byte
	depth  int
}

// maxDepth is more levels than any tree that bbolt writes.
const maxDepth = 64

// walk checks everything that a meta page leads to.
func (w *pages) walk(meta []byte) error {
	if err := w.tree(binary.NativeEndian.Uint64(meta[16:]), nil, nil); err != nil {
		return err
	}
	return w.free(binary.NativeEndian.Uint64(meta[32:]))
}

func (w *pages) read(at, length int64) ([]byte, error) {
	text := make([]byte, length)
	if _, err := w.file.ReadAt(text, at); err != nil {
		return nil, ErrDamaged
	}
	return text, nil
}

// page reads a page with its overflow pages, and checks that none of them was seen before.
func (w *pages) page(id uint64) ([]byte, error) {
	if id >= w.end {
		return nil, ErrDamaged
	}
	text, err := w.load(id, 0)
	if err != nil {
		return nil, err
	}
	overflow := uint64(binary.NativeEndian.Uint32(text[12:]))
	if binary.NativeEndian.Uint64(text) != id || overflow >= w.end-id {
		return nil, ErrDamaged
	}
	for part := id; part <= id+overflow; part++ {
		if err := w.take(part); err != nil {
			return nil, err
		}
	}
	if overflow > 0 {
		return w.load(id, overflow)
	}
	return text, nil
}

// load reads a page, with its overflow pages, into the memory of the current level.
func (w *pages) load(id, overflow uint64) ([]byte, error) {
	length := int64(1+overflow) * w.size
	for len(w.levels) <= w.depth {
		w.levels = append(w.levels, nil)
	}
	if int64(cap(w.levels[w.depth])) < length {
		w.levels[w.depth] = make([]byte, length)
	}
	text := w.levels[w.depth][:length]
	if _, err := w.file.ReadAt(text, int64(id)*w.size); err != nil {
		return nil, ErrDamaged
	}
	return text, nil
}

func (w *pages) take(id uint64) error {
	if id < 2 || id >= w.end || w.taken[id] {
		return ErrDamaged
	}
	w.taken[id] = true
	return nil
}

// tree checks the tree below a page. Its keys must be at least low, and less than high unless that is nil.
func (w *pages) tree(id uint64, low, high []byte) error {
	if w.depth++; w.depth > maxDepth {
		return ErrDamaged
	}
	defer func() { w.depth-- }()
	text, err := w.page(id)
	if err != nil {
		return err
	}
	kind, count := binary.NativeEndian.Uint16(text[8:]), int(binary.NativeEndian.Uint16(text[10:]))
	if pageHeader+count*pageElement > len(text) {
		return ErrDamaged
	}
	switch {
	case kind == leafPage:
		return w.leaf(text, count, low, high)
	case kind == branchPage && count > 0:
		return w.branch(text, count, low, high)
	}
	return ErrDamaged
}

func (w *pages) branch(text []byte, count int, low, high []byte) error {
	keys := make([][]byte, count)
	children := make([]uint64, count)
	for i := range count {
		at := int64(pageHeader + i*pageElement)
		e := text[at:]
		var err error
		if keys[i], err = part(text, at+int64(binary.NativeEndian.Uint32(e)), int64(binary.NativeEndian.Uint32(e[4:]))); err != nil {
			return err
		}
		children[i] = binary.NativeEndian.Uint64(e[8:])
	}
	if !ordered(keys, low, high) {
		return ErrDamaged
	}
	for i, child := range children {
		next := high
		if i+1 < count {
			next = keys[i+1]
		}
		if err := w.tree(child, keys[i], next); err != nil {
			return err
		}
	}
	return nil
}

func (w *pages) leaf(text []byte, count int, low, high []byte) error {
	keys := make([][]byte, count)
	for i := range count {
		at := int64(pageHeader + i*pageElement)
		e := text[at:]
		position, keyLength := at+int64(binary.NativeEndian.Uint32(e[4:])), int64(binary.NativeEndian.Uint32(e[8:]))
		var err error
		if keys[i], err = part(text, position, keyLength); err != nil {
			return err
		}
		value, err := part(text, position+keyLength, int64(binary.NativeEndian.Uint32(e[12:])))
		if err != nil {
			return err
		}
		if binary.NativeEndian.Uint32(e)&bucketFlag != 0 {
			if err := w.bucket(value); err != nil {
				return err
			}
		}
	}
	if !ordered(keys, low, high) {
		return ErrDamaged
	}
	return nil
}

// bucket checks a bucket: the tree below a page, or, when it is small, a leaf within the value.
func (w *pages) bucket(value []byte) error {
	if len(value) < bucketRoot {
		return ErrDamaged
	}
	if root := binary.NativeEndian.Uint64(value); root != 0 {
		return w.tree(root, nil, nil)
	}
	text := value[bucketRoot:]
	if len(text) < pageHeader || binary.NativeEndian.Uint16(text[8:]) != leafPage {
		return ErrDamaged
	}
	count := int(binary.NativeEndian.Uint16(text[10:]))
	if pageHeader+count*pageElement > len(text) {
		return ErrDamaged
	}
	return w.leaf(text, count, nil, nil)
}

// free checks the list of free pages.
func (w *pages) free(id uint64) error {
	text, err := w.page(id)
	if err != nil {
		return err
	}
	ids := text[pageHeader:]
	count := uint64(binary.NativeEndian.Uint16(text[10:]))
	if count == 0xffff { // the real count is in front of the list
		count, ids = binary.NativeEndian.Uint64(ids), ids[8:]
	}
	if binary.NativeEndian.Uint16(text[8:]) != freePage || count > uint64(len(ids)/8) {
		return ErrDamaged
	}
	for i := range count {
		if err := w.take(binary.NativeEndian.Uint64(ids[8*i:])); err != nil {
			return err
		}
	}
	return nil
}

// part returns length bytes of a page, starting at from.
func part(text []byte, from, length int64) ([]byte, error) {
	if from+length > int64(len(text)) {
		return nil, ErrDamaged
	}
	return text[from : from+length], nil
}

// ordered reports whether keys ascend, are at least low, and less than high unless that is nil.
func ordered(keys [][]byte, low, high []byte) bool {
	for i, key := range keys {
		if i > 0 && bytes.Compare(keys[i-1], key) >= 0 {
			return false
		}
	}
	n := len(keys)
	return n == 0 || bytes.Compare(low, keys[0]) <= 0 && (high == nil || bytes.Compare(keys[n-1], high) < 0)
}
