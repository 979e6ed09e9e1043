package job

import (
	"encoding/binary"
	"errors"
	"time"

	"azcopy/internal/plan"
)

// encoding is an entry as bytes, written or read from the front. JSON would take half of the journal's CPU time, and replace
// what is not UTF-8 in a name.
type encoding struct {
	text []byte
	err  error // what is read is no entry
}

var errNoEntry = errors.New("read an entry of the journal: it is not one that was written")

// encode returns an entry as bytes: the fields of fields, a varint for each number and flag, two for each time, an uvarint
// with the length before each text, and the metadata with their number before them.
func encode(e plan.Entry) []byte {
	c := encoding{text: make([]byte, 0, 256)}
	texts, numbers, times, flags := fields(&e)
	for _, text := range texts {
		c.putText(*text)
	}
	for _, n := range numbers {
		c.text = binary.AppendVarint(c.text, *n)
	}
	for _, t := range times {
		c.text = binary.AppendVarint(binary.AppendVarint(c.text, t.Unix()), int64(t.Nanosecond()))
	}
	for _, flag := range flags {
		n := int64(0)
		if *flag {
			n = 1
		}
		c.text = binary.AppendVarint(c.text, n)
	}
	c.putText(string(e.Object.Props.ContentMD5))
	c.text = binary.AppendVarint(c.text, int64(len(e.Object.Props.Metadata)))
	for name, value := range e.Object.Props.Metadata {
		c.putText(name)
		c.putText(value)
	}
	return c.text
}

// decode returns the entry of a key that encode has written.
func decode(key uint64, text []byte) (plan.Entry, error) {
	e, c := plan.Entry{ID: key}, encoding{text: text}
	texts, numbers, times, flags := fields(&e)
	for _, text := range texts {
		*text = c.takeText()
	}
	for _, n := range numbers {
		*n = c.takeNumber()
	}
	for _, t := range times {
		seconds := c.takeNumber()
		*t = time.Unix(seconds, c.takeNumber()).UTC()
	}
	for _, flag := range flags {
		*flag = c.takeNumber() != 0
	}
	if sum := c.takeText(); sum != "" {
		e.Object.Props.ContentMD5 = []byte(sum)
	}
	if n := c.takeNumber(); n > 0 {
		e.Object.Props.Metadata = map[string]string{}
		for ; n > 0 && c.err == nil; n-- {
			name := c.takeText()
			e.Object.Props.Metadata[name] = c.takeText()
		}
	}
	return e, c.err
}

// fields returns the fields of an entry that are of one of these kinds, but for the ID, and for what an earlier run has made
// of it.
func fields(e *plan.Entry) (texts []*string, numbers []*int64, times []*time.Time, flags []*bool) {
	o, p := &e.Object, &e.Object.Props
	texts = []*string{
		&e.Dest, &o.Name, &o.Snapshot, &o.ETag, (*string)(&p.BlobType), &p.ContentType, &p.ContentEncoding, &p.ContentLanguage,
		&p.ContentDisposition, &p.CacheControl, &o.Attributes,
	}
	numbers = []*int64{&e.ChunkSize, &o.Size, &p.SequenceNumber}
	return texts, numbers, []*time.Time{&o.ModTime, &o.Created}, []*bool{&e.Unplanned, &e.Declined, &o.Incomplete, &o.Undescribed}
}

func (c *encoding) putText(text string) {
	c.text = append(binary.AppendUvarint(c.text, uint64(len(text))), text...)
}

func (c *encoding) takeNumber() int64 {
	n, length := binary.Varint(c.text)
	if length <= 0 {
		c.text, c.err = nil, errNoEntry
		return 0
	}
	c.text = c.text[length:]
	return n
}

func (c *encoding) takeText() string {
	n, length := binary.Uvarint(c.text)
	if length <= 0 || n > uint64(len(c.text)-length) {
		c.text, c.err = nil, errNoEntry
		return ""
	}
	text := string(c.text[length : uint64(length)+n])
	c.text = c.text[uint64(length)+n:]
	return text
}
