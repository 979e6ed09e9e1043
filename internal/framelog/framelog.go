// Package framelog keeps an append-only log in one file. After a kill or a power cut the log holds each frame for which
// Append has returned, and at most one more. It detects damage to the file, except at the very end, where it takes it for
// an incomplete last frame and ignores it.
//
// Rewrite replaces the log within the same file, so that the file's lock and identity stay. The file is:
//
//	byte 0        reserved for a lock, which on Windows makes it inaccessible; never written or read
//	512           the slot, which says where the log is
//	from 1024     the frames of the log, one after the other
//
// The slot holds a line of text with the name and the version of the log, the log's generation, the number of frames that
// its last Rewrite wrote, the offset of its first frame, and a checksum of these. A frame holds a checksum of the rest of
// the frame, the length of the payload, the generation, the frame's number from 0, and the payload. Numbers are big-endian
// with four bytes, except the offset, which has eight. Checksums are CRC-32C.
//
// Each frame is on the disk before the next is written, so a kill leaves at most the last frame incomplete. An incomplete
// frame before a complete one is damage.
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

// ErrDamaged reports a file that is not a valid log.
var ErrDamaged = errors.New("it is damaged")

// VersionError reports a log of another version.
type VersionError struct{ Found, Want string }

func (e *VersionError) Error() string {
	return fmt.Sprintf("another version of the program wrote it: version %s of the format, not %s", e.Found, e.Want)
}

const (
	slotStart, slotLength = 512, 64
	lineLength            = 32 // of the text in the slot
	logStart              = 1024
	headLength            = 16      // of a frame
	tolerated             = 1 << 20 // bytes that a log may grow by before it should be rewritten
)

// Log is an open log. Only one goroutine may use it at a time.
type Log struct {
	file          *os.File
	name, version string
	written       func()
	// generation counts the calls to Rewrite; it is 0 for an empty file. There are count frames from start to end. The last
	// Rewrite wrote the first ones: rewritten frames with length bytes.
	generation, count, rewritten uint32
	start, end, length           int64
	buf                          []byte
	// broken is the error after which the slot on the disk may name another place than start.
	broken error
}

// Open opens the log in a file, which may be empty. The name says what kind of log it is, in at most 16 bytes, and the
// version is a number. Open and the log's methods call written, unless it is nil, after each write to the disk. The error is
// ErrDamaged, a *VersionError, or that of reading the file.
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
		if l.end += headLength + int64(len(payload)); l.count+1 == l.rewritten {
			l.length = l.end - l.start
		}
	}
	later, err := l.hasLater(info.Size())
	switch {
	case err != nil:
		return nil, err
	case later, l.count < l.rewritten && l.generation > 1:
		return nil, ErrDamaged
	case l.count < l.rewritten: // a kill before the very first frame
		l.generation, l.count = 0, 0
	}
	return l, nil
}

// IsEmpty reports whether nothing has been written.
func (l *Log) IsEmpty() bool { return l.generation == 0 }

// Frames yields the payloads of the frames that the log has at the time of the call, each valid until the next. More frames
// may be appended while they are read, but a Rewrite invalidates the iterator.
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

// IsLong reports whether the log, with one more payload, is long enough to be rewritten: longer than twice what the last
// Rewrite wrote plus one MiB.
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

// Rewrite replaces all frames of the log with these: exactly one for an empty log, at least one for any other. A kill at any
// instant leaves either the old log or the new one, complete. When it fails, the log is unchanged. If it fails while it
// changes the slot, the disk has one of the two, and the log can't be written any more.
func (l *Log) Rewrite(payloads iter.Seq2[[]byte, error]) error {
	if err := l.cut(); err != nil {
		return err
	}
	next := *l
	next.generation, next.count, next.rewritten = l.generation+1, 0, 1
	if next.start = l.end; l.IsEmpty() {
		if err := next.writeSlot(); err != nil { // it has no effect without the first frame
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
	next.rewritten = next.count
	if l.broken = next.point(); l.broken != nil {
		return l.broken
	}
	*l = next
	l.moveToFront()
	return nil
}

// moveToFront moves the log to the front of the file and truncates the file, if the log fits there without overlapping itself.
// If that fails, the log stays where it is; if it fails while it changes the slot, the disk has the log at both places, and
// nothing can be written after either.
func (l *Log) moveToFront() {
	length := l.end - l.start
	if length > l.start-logStart {
		return
	}
	_, err := io.Copy(io.NewOffsetWriter(l.file, logStart), io.NewSectionReader(l.file, l.start, length))
	if err != nil || l.sync() != nil {
		return
	}
	l.start, l.end = logStart, logStart+length
	if l.broken = l.point(); l.broken == nil {
		_ = l.cut() // which each write does again
	}
}

// cut truncates the file after the log, where a kill may have left an incomplete frame.
func (l *Log) cut() error {
	if l.broken != nil {
		return l.broken
	}
	info, err := l.file.Stat()
	switch {
	case err != nil:
		return err
	case l.IsEmpty():
		return nil
	case info.Size() < l.end:
		return ErrDamaged // somebody has truncated it further
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
	binary.BigEndian.PutUint32(slot[lineLength+4:], l.rewritten)
	binary.BigEndian.PutUint64(slot[lineLength+8:], uint64(l.start))
	binary.BigEndian.PutUint32(slot[slotLength-4:], checksum(slot[:slotLength-4]))
	_, err := l.file.WriteAt(slot, slotStart)
	return err
}

// point makes the slot point to the log, and returns once that is on the disk.
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
	l.generation, l.rewritten = binary.BigEndian.Uint32(slot[lineLength:]), binary.BigEndian.Uint32(slot[lineLength+4:])
	l.start = int64(binary.BigEndian.Uint64(slot[lineLength+8:]))
	return nil
}

// read returns the payload of the frame with this number at an offset, in a file of this size. The error is ErrDamaged when
// there is no such frame.
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

// hasLater reports whether a file of this size has another valid frame of the log after the frames that were read.
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

// damagedAtEnd returns ErrDamaged for the end of the file, and any other error unchanged.
func damagedAtEnd(err error) error {
	if errors.Is(err, io.EOF) {
		return ErrDamaged
	}
	return err
}
