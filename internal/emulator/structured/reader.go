package structured

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash"
	"io"

	"azcopy/internal/emulator/rest"
)

// Reader reads the content of a structured body. It returns io.EOF only after every checksum was compared and the whole
// body was read; what it returned before that must not be trusted.
type Reader struct {
	body     io.Reader
	size     int64 // of the body
	left     int64 // of the content, in all segments
	checked  bool  // whether there are checksums
	segments int   // that follow
	number   int   // of the current segment
	inside   int64 // what is left of it
	segment  hash.Hash64
	message  hash.Hash64
	err      error
}

// NewReader returns a reader of a body of this size that holds so much content.
func NewReader(body io.Reader, size, content int64) *Reader {
	return &Reader{body: body, size: size, left: content, segments: -1, message: NewCRC64()}
}

func (r *Reader) Read(p []byte) (int, error) {
	for r.err == nil && r.inside == 0 {
		r.err = r.advance()
	}
	if r.err != nil {
		return 0, r.err
	}
	n, err := r.body.Read(p[:min(int64(len(p)), r.inside)])
	r.inside -= int64(n)
	r.left -= int64(n)
	r.segment.Write(p[:n])
	r.message.Write(p[:n])
	if errors.Is(err, io.EOF) && r.inside > 0 {
		r.err = io.ErrUnexpectedEOF
	} else if err != nil && !errors.Is(err, io.EOF) {
		r.err = err
	}
	return n, r.err
}

// Verify reads what follows the content, and returns an error when the body is not what it says.
func (r *Reader) Verify() error {
	n, err := io.Copy(io.Discard, r)
	if err == nil && n > 0 {
		return malformed("it has more content than " + LengthHeader + " says")
	}
	return err
}

// advance goes from the header to the first segment, from there to the next, and from the last one to the end.
func (r *Reader) advance() error {
	if r.segments < 0 {
		return r.readHeader()
	}
	if r.number > 0 {
		if err := r.compare(r.segment); err != nil {
			return err
		}
	}
	if r.segments == 0 {
		return r.end()
	}
	return r.nextSegment()
}

func (r *Reader) readHeader() error {
	h, err := r.next(headerSize)
	if err != nil {
		return err
	}
	flags := binary.LittleEndian.Uint16(h[9:])
	r.segments, r.checked = int(binary.LittleEndian.Uint16(h[11:])), flags&flagCRC64 != 0
	switch {
	case h[0] != version:
		return malformed("its version is not 1")
	case r.size >= 0 && binary.LittleEndian.Uint64(h[1:]) != uint64(r.size):
		return malformed("its length is not that of the body")
	case flags != flagCRC64:
		return malformed("its flags are not those of " + Type)
	case r.segments == 0:
		return malformed("it has no segments")
	}
	return nil
}

func (r *Reader) nextSegment() error {
	h, err := r.next(segmentHeader)
	if err != nil {
		return err
	}
	r.number++
	r.segments--
	if int(binary.LittleEndian.Uint16(h)) != r.number {
		return malformed("its segments are not in order")
	}
	length := binary.LittleEndian.Uint64(h[2:])
	if length > uint64(max(0, r.left)) {
		return malformed("it has more content than " + LengthHeader + " says")
	}
	r.inside, r.segment = int64(length), NewCRC64()
	return nil
}

func (r *Reader) end() error {
	if r.left != 0 {
		return malformed("it has less content than " + LengthHeader + " says")
	}
	if err := r.compare(r.message); err != nil {
		return err
	}
	var more [1]byte
	if n, _ := io.ReadFull(r.body, more[:]); n > 0 {
		return malformed("something follows its end")
	}
	return io.EOF
}

// compare reads a checksum and compares it with the one of what was read.
func (r *Reader) compare(sum hash.Hash64) error {
	if !r.checked {
		return nil
	}
	sent, err := r.next(checksumSize)
	if err != nil {
		return err
	}
	if computed := binary.LittleEndian.AppendUint64(nil, sum.Sum64()); !bytes.Equal(sent, computed) {
		return rest.Mismatch(rest.CRC64Mismatch, sent, computed)
	}
	return nil
}

// next returns the next bytes of the body.
func (r *Reader) next(n int) ([]byte, error) {
	p := make([]byte, n)
	_, err := io.ReadFull(r.body, p)
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return p, err
}

func malformed(reason string) error {
	return rest.New(rest.InvalidInput, rest.Detail{Name: "HeaderName", Value: Header},
		rest.Detail{Name: "Reason", Value: "The structured body is not valid: " + reason + "."})
}
