package journal

import (
	"encoding/binary"
	"encoding/json"
	"iter"

	"azcopy/internal/framelog"
)

// record is one change of what the journal holds. In a frame it is the kind, the key, the number, the length of the text,
// and the text: a byte, two varints, an uvarint and bytes.
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
	kindNoCursors kind = 'U' // there are no cursors
	kindOpen      kind = 'P' // the text is the entry key, which is to be moved; no step of it is done
	kindStep      kind = 'S' // step n of the entry key is done; the text is its state
	kindSteps     kind = 'B' // the text is a bitmap of the steps of the entry key that are done, as entry.done
	kindRestart   kind = 'X' // no step of the entry key from 0 on is done
	kindFinish    kind = 'D' // the entry key is done
	kindFail      kind = 'F' // the entry key failed; the text are records that say all of it
	kindTake      kind = 'T' // the oldest of the failed entries is not one any more
	kindNote      kind = 'N' // n is noted of the hash that is the text, as a note of the kind key
	kindNoNotes   kind = 'O' // there are no notes of the kind key
)

// headed returns the record of a header.
func headed(h Header) record {
	text, _ := json.Marshal(h) // which has nothing in it that JSON could not hold
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

// cut returns the first record of a payload that is not empty, and what comes after it. The text is a part of the payload.
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

// records yields the records of the frames of a log, each valid until the next. An error is the end.
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
