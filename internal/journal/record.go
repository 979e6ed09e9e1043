package journal

import (
	"encoding/binary"
	"encoding/json"
	"iter"

	"azcopy/internal/framelog"
)

// record is one change to the journal. Its encoding in a frame is the kind, the key, the number, the length of the text, and
// the text: a byte, a uvarint, a varint, a uvarint and bytes.
type record struct {
	kind kind
	key  uint64
	n    int64
	text []byte
}

// kind says what a record changes.
type kind byte

const (
	kindHeader    kind = 'H' // the text is the header, in JSON
	kindCursor    kind = 'C' // the text is the cursor of the range key
	kindNoCursors kind = 'U' // all cursors are forgotten
	kindOpen      kind = 'P' // the entry key, whose text this is, is open; no step of it is done
	kindStep      kind = 'S' // step n of the entry key is done; the text is its state
	kindSteps     kind = 'B' // the text is a bitmap of the finished steps of the entry key, like entry.done
	kindRestart   kind = 'X' // the steps of the entry key from 0 on are forgotten
	kindFinish    kind = 'D' // the entry key is done
	kindFail      kind = 'F' // the entry key failed; the text is the records that restore it
	kindTake      kind = 'T' // the oldest failed entry no longer counts as failed
	kindNote      kind = 'N' // n is the note of the kind key for the hash in the text
	kindNoNotes   kind = 'O' // all notes of the kind key are forgotten
)

// headed returns the record for a header.
func headed(h Header) record {
	text, _ := json.Marshal(h) // can't fail: all fields are valid JSON values
	return record{kind: kindHeader, text: text}
}

// appendRecords appends records to a payload.
func appendRecords(to []byte, records ...record) []byte {
	for _, r := range records {
		to = binary.AppendUvarint(append(to, byte(r.kind)), r.key)
		to = binary.AppendUvarint(binary.AppendVarint(to, r.n), uint64(len(r.text)))
		to = append(to, r.text...)
	}
	return to
}

// cut returns the first record of a payload, which must not be empty, and the rest. The record's text is a slice of the
// payload.
func cut(payload []byte) (r record, rest []byte, err error) {
	key, n1 := binary.Uvarint(payload[1:])
	rest = payload[1+max(n1, 0):]
	n, n2 := binary.Varint(rest)
	rest = rest[max(n2, 0):]
	length, n3 := binary.Uvarint(rest)
	if n1 <= 0 || n2 <= 0 || n3 <= 0 || length > uint64(len(rest)-n3) {
		return record{}, nil, framelog.ErrDamaged
	}
	text := rest[n3:]
	return record{kind(payload[0]), key, n, text[:length]}, text[length:], nil
}

// records yields the records in the frames of a log, each valid until the next. An error ends it.
func records(frames iter.Seq2[[]byte, error]) iter.Seq2[record, error] {
	return func(yield func(record, error) bool) {
		for payload, err := range frames {
			for err == nil && len(payload) > 0 {
				var r record
				if r, payload, err = cut(payload); err == nil && !yield(r, nil) {
					return
				}
			}
			if err != nil {
				yield(record{}, err)
				return
			}
		}
	}
}
