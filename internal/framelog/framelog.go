// Package framelog keeps an append-only log in one file. A frame is on the disk, or it is not: after a kill or a power cut
// the log holds all frames up to the last one that Append has returned for, or one more. What is wrong in a file otherwise
// is found.
//
// The file stays the same file when the log is written anew, so that its lock and its identity remain:
//
//	byte 0        is for a lock, which on Windows keeps others from it; it is neither written nor read
//	512           the slot: what kind of file it is, and where its log lies
//	1024 and on   the frames of the log, one after the other
//
// The slot is a line of text with the version, the log's generation, the number of the frames that it was written anew with,
// its start in the file, and a checksum. A frame is a checksum, the length of the payload, the generation, the frame's number
// in it, and the payload. Numbers have four bytes, the highest first, but for the start, which has eight. Checksums are
// CRC-32C of what comes after them in a frame, and before them in the slot.
//
// Each frame is on the disk before the next is written. So what is not whole at the end is what a kill has left, and means
// nothing, and what is not whole before a frame that is, is damage.
package framelog

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"iter"
	"os"
)

// ErrDamaged is the error for a file that was not written so.
var ErrDamaged = errors.New("it is damaged")

// VersionError is the error for a log of another version.
type VersionError struct{ Found, Want string }

func (e *VersionError) Error() string {
	return fmt.Sprintf("it is of another version of the program: version %s of the format, and not %s", e.Found, e.Want)
}

const (
	slotStart, slotLength = 512, 64
	lineLength            = 32 // of the text in the slot
	logStart              = 1024
	headLength            = 16      // of a frame
	tolerated             = 1 << 20 // bytes that a log may grow by before it is written anew
)

// Log is an open log. It is used by one goroutine at a time.
type Log struct {
	file          *os.File
	name, version string
	written       func()
	// A generation is the log from one Rewrite to the next; 0 is that of an empty file. The frames of count begin at start;
	// begun of them, in length bytes, are of the Rewrite.
	generation, count, begun uint32
	start, end, length       int64
	buf                      []byte
}

// Open opens the log in a file, which may be empty. The name says what it is a log of, in at most 16 bytes, and the version
// is a number. Written, unless it is nil, is called after each write to the disk. The error is ErrDamaged, a *VersionError,
// or that of reading.
func Open(file *os.File, name, version string, written func()) (*Log, error) {
	l := &Log{file: file, name: name, version: version, written: written, start: logStart, end: logStart}
	info, err := file.Stat()
	if err != nil || info.Size() == 0 {
		return l, err
	}
	if err := l.readSlot(); err != nil {
		return nil, err
	}
	for l.end = l.start; ; l.count++ {
		payload, err := l.read(l.end, l.count, info.Size())
		if errors.Is(err, ErrDamaged) {
			break
		}
		if err != nil {
			return nil, err
		}
		if l.end += headLength + int64(len(payload)); l.count+1 == l.begun {
			l.length = l.end - l.start
		}
	}
	later, err := l.hasLater(info.Size())
	switch {
	case err != nil:
		return nil, err
	case later, l.count < l.begun && l.generation > 1:
		return nil, ErrDamaged
	case l.count < l.begun: // a kill came before the first frame of all
		l.generation, l.count = 0, 0
	}
	return l, nil
}

// IsEmpty reports whether nothing was written.
func (l *Log) IsEmpty() bool { return l.generation == 0 }

// Frames yields the payloads of the frames that the log has at the call, each valid until the next. They can be read while
// others are appended, and not after a Rewrite.
func (l *Log) Frames() iter.Seq2[[]byte, error] {
	old := *l
	old.buf = nil
	return func(yield func([]byte, error) bool) {
		at := old.start
		for number := range old.count {
			payload, err := old.read(at, number, old.end)
			if !yield(payload, err) || err != nil {
				return
			}
			at += headLength + int64(len(payload))
		}
	}
}

// IsLong reports whether the log, with a payload more, is long enough to be written anew: so often that the file does not
// grow, and so seldom that it costs little.
func (l *Log) IsLong(payload []byte) bool {
	return l.end-l.start+int64(len(payload)) > 2*l.length+tolerated
}

// Append adds a frame to a log that is not empty, and returns once it is on the disk.
func (l *Log) Append(payload []byte) error {
	if err := l.cut(); err != nil {
		return err
	}
	if err := l.write(payload); err != nil {
		return err
	}
	return l.sync()
}

// Rewrite has the log hold these frames alone: one for an empty log, and at least one for any other. At any instant the file
// holds the one log or the other. When it fails, the log is what it was.
func (l *Log) Rewrite(payloads iter.Seq2[[]byte, error]) error {
	if err := l.cut(); err != nil {
		return err
	}
	next := *l
	next.generation, next.count, next.begun = l.generation+1, 0, 1
	if next.start = l.end; l.IsEmpty() {
		if err := next.writeSlot(); err != nil { // which means nothing without the first frame
			return err
		}
	}
	for payload, err := range payloads {
		if err != nil {
			return err
		}
		if err := next.write(payload); err != nil {
			return err
		}
	}
	if err := next.sync(); err != nil {
		return err
	}
	if next.length = next.end - next.start; l.IsEmpty() {
		*l = next
		return nil
	}
	next.begun = next.count
	if err := next.point(); err != nil {
		return err
	}
	*l = next
	return l.moveToFront()
}

// moveToFront moves the log to the front of the file when it fits there without touching itself, and shortens the file.
func (l *Log) moveToFront() error {
	length := l.end - l.start
	if length > l.start-logStart {
		return nil
	}
	if _, err := io.Copy(io.NewOffsetWriter(l.file, logStart), io.NewSectionReader(l.file, l.start, length)); err != nil {
		return err
	}
	if err := l.sync(); err != nil {
		return err
	}
	l.start, l.end = logStart, logStart+length
	if err := l.point(); err != nil {
		return err
	}
	return l.cut()
}

// cut removes what a kill has left after the log.
func (l *Log) cut() error {
	info, err := l.file.Stat()
	switch {
	case err != nil:
		return err
	case l.IsEmpty():
		return nil
	case info.Size() < l.end:
		return ErrDamaged // somebody has cut off more
	case info.Size() > l.end:
		return l.file.Truncate(l.end)
	}
	return nil
}

func (l *Log) write(payload []byte) error {
	head := make([]byte, headLength)
	binary.BigEndian.PutUint32(head[4:], uint32(len(payload)))
	binary.BigEndian.PutUint32(head[8:], l.generation)
	binary.BigEndian.PutUint32(head[12:], l.count)
	binary.BigEndian.PutUint32(head, checksum(head[4:], payload))
	if _, err := l.file.WriteAt(head, l.end); err != nil {
		return err
	}
	if _, err := l.file.WriteAt(payload, l.end+headLength); err != nil {
		return err
	}
	l.count++
	l.end += headLength + int64(len(payload))
	return nil
}

func (l *Log) sync() error {
	if err := l.file.Sync(); err != nil {
		return err
	}
	if l.written != nil {
		l.written()
	}
	return nil
}

func (l *Log) writeSlot() error {
	slot := make([]byte, slotLength)
	copy(slot, l.name+" "+l.version+"\n")
	binary.BigEndian.PutUint32(slot[lineLength:], l.generation)
	binary.BigEndian.PutUint32(slot[lineLength+4:], l.begun)
	binary.BigEndian.PutUint64(slot[lineLength+8:], uint64(l.start))
	binary.BigEndian.PutUint32(slot[slotLength-4:], checksum(slot[:slotLength-4]))
	_, err := l.file.WriteAt(slot, slotStart)
	return err
}

// point has the slot name the log, and returns once that is on the disk.
func (l *Log) point() error {
	if err := l.writeSlot(); err != nil {
		return err
	}
	return l.sync()
}

func (l *Log) readSlot() error {
	slot := make([]byte, slotLength)
	if _, err := l.file.ReadAt(slot, slotStart); err != nil {
		return damagedAtEnd(err)
	}
	line, ok := bytes.CutPrefix(bytes.TrimRight(slot[:lineLength], "\n\x00"), []byte(l.name+" "))
	if !ok || checksum(slot[:slotLength-4]) != binary.BigEndian.Uint32(slot[slotLength-4:]) {
		return ErrDamaged
	}
	if version := string(line); version != l.version {
		return &VersionError{version, l.version}
	}
	l.generation, l.begun = binary.BigEndian.Uint32(slot[lineLength:]), binary.BigEndian.Uint32(slot[lineLength+4:])
	l.start = int64(binary.BigEndian.Uint64(slot[lineLength+8:]))
	return nil
}

// read returns the payload of the frame of this number that begins at a place of the file, of which so many bytes count. The
// error is ErrDamaged when there is none.
func (l *Log) read(at int64, number uint32, size int64) ([]byte, error) {
	var head [headLength]byte
	if _, err := l.file.ReadAt(head[:], at); err != nil {
		return nil, damagedAtEnd(err)
	}
	length := headLength + int64(binary.BigEndian.Uint32(head[4:]))
	if at+length > size || binary.BigEndian.Uint32(head[8:]) != l.generation || binary.BigEndian.Uint32(head[12:]) != number {
		return nil, ErrDamaged
	}
	if int64(cap(l.buf)) < length {
		l.buf = make([]byte, length)
	}
	frame := l.buf[:length]
	if _, err := l.file.ReadAt(frame, at); err != nil {
		return nil, damagedAtEnd(err)
	}
	if checksum(frame[4:]) != binary.BigEndian.Uint32(frame) {
		return nil, ErrDamaged
	}
	return frame[headLength:], nil
}

// hasLater reports whether a file of this size has a frame of the log after the end of those that are whole.
func (l *Log) hasLater(size int64) (bool, error) {
	const window = 1 << 20
	text := make([]byte, min(window, max(0, size-l.end))+headLength)
	for from := l.end; from+headLength <= size; from += window {
		n, err := l.file.ReadAt(text, from)
		if err != nil && !errors.Is(err, io.EOF) {
			return false, err
		}
		for i := 0; i < window && i+headLength <= n; i++ {
			number := binary.BigEndian.Uint32(text[i+12:])
			if binary.BigEndian.Uint32(text[i+8:]) != l.generation || number < l.count {
				continue
			}
			if _, err := l.read(from+int64(i), number, size); !errors.Is(err, ErrDamaged) {
				return err == nil, err
			}
		}
	}
	return false, nil
}

func checksum(parts ...[]byte) (sum uint32) {
	for _, part := range parts {
		sum = crc32.Update(sum, crc32.MakeTable(crc32.Castagnoli), part)
	}
	return sum
}

// damagedAtEnd returns ErrDamaged for the end of the file, and any other error as it is.
func damagedAtEnd(err error) error {
	if errors.Is(err, io.EOF) {
		return ErrDamaged
	}
	return err
}
