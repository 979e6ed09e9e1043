package job

import (
	"encoding/binary"
	"errors"
	"time"

	"azcopy/internal/plan"
)

// encoding writes or reads the bytes of an entry, from the front. JSON would take half of the journal's CPU time, and would
// replace bytes of a name that are not UTF-8.
type encoding struct {
	text []byte
	err  error // the text is not an entry
}

var errNoEntry = errors.New("read an entry of the journal: it is damaged")

// encode returns an entry as bytes: the fields that fields returns, then the MD5, then the metadata with their number in
// front. A number or a flag is a varint, a time is two, and a text has its length in front, as a uvarint.
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

// decode returns the entry with this key, from the bytes that encode returned.
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

// fields returns the fields of an entry by their kind, except the ID and those that depend on the run, such as Left.
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
