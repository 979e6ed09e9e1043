package structured

import (
	"encoding/binary"
	"io"
)

// segmentSize is the most content of a segment, unless that made too many segments.
const segmentSize = 4 << 20

// split returns into how many segments so much content is split, and the size of all but the last.
func split(content int64) (segments, size int64) {
	size = max(segmentSize, (content+maxSegments-1)/maxSegments)
	return max(1, (content+size-1)/size), size
}

// Size returns the size of a structured body that holds so much content.
func Size(content int64) int64 {
	segments, _ := split(content)
	return headerSize + segments*(segmentHeader+checksumSize) + content + checksumSize
}

// Copy writes a structured body whose content are the next bytes of r, and uses the buffer for it.
func Copy(w io.Writer, r io.Reader, content int64, buffer []byte) error {
	segments, size := split(content)
	header := binary.LittleEndian.AppendUint64([]byte{version}, uint64(Size(content)))
	header = binary.LittleEndian.AppendUint16(header, flagCRC64)
	header = binary.LittleEndian.AppendUint16(header, uint16(segments)) // split returns no more than fit
	if _, err := w.Write(header); err != nil {
		return err
	}
	message := NewCRC64()
	for number := range segments {
		length := min(size, content-number*size)
		header := binary.LittleEndian.AppendUint16(nil, uint16(number+1))
		if _, err := w.Write(binary.LittleEndian.AppendUint64(header, uint64(length))); err != nil {
			return err
		}
		segment := NewCRC64()
		n, err := io.CopyBuffer(io.MultiWriter(w, segment, message), io.LimitReader(r, length), buffer)
		if err == nil && n < length {
			err = io.ErrUnexpectedEOF
		}
		if err == nil {
			_, err = w.Write(binary.LittleEndian.AppendUint64(nil, segment.Sum64()))
		}
		if err != nil {
			return err
		}
	}
	_, err := w.Write(binary.LittleEndian.AppendUint64(nil, message.Sum64()))
	return err
}
