package rest

import (
	"encoding/xml"
	"io"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"
)

// XML builds a document from its start to its end. It is used instead of encoding/xml where a listing is written,
// because encoding/xml is many times slower.
type XML struct{ buf []byte }

// NewXML begins a document, reusing buf's memory.
func NewXML(buf []byte) *XML {
	return &XML{buf: append(buf[:0], "\ufeff"+`<?xml version="1.0" encoding="utf-8"?>`...)}
}

// Bytes returns the document.
func (x *XML) Bytes() []byte { return x.buf }

// Raw appends markup as it is.
func (x *XML) Raw(markup string) { x.buf = append(x.buf, markup...) }

// Text appends an element that holds text.
func (x *XML) Text(name, text string) {
	x.buf = append(append(append(x.buf, '<'), name...), '>')
	x.Escape(text)
	x.close(name)
}

// Int appends an element that holds a number.
func (x *XML) Int(name string, n int64) {
	x.buf = append(append(append(x.buf, '<'), name...), '>')
	x.buf = strconv.AppendInt(x.buf, n, 10)
	x.close(name)
}

// Optional is Text, or nothing for an empty text.
func (x *XML) Optional(name, text string) {
	if text != "" {
		x.Text(name, text)
	}
}

// Name appends an element that holds the name of a blob. A name that XML can't hold is percent-encoded, with an
// attribute that says so, from version 2021-02-12 on. Earlier versions sent references to characters that XML forbids,
// which made strict parsers give up; here they do so too.
func (x *XML) Name(element, name string, v Version) {
	if text, encoded := EncodeName(name, v); encoded {
		x.buf = append(append(append(x.buf, '<'), element...), ` Encoded="true">`...)
		x.buf = append(x.buf, text...)
		x.close(element)
		return
	}
	x.Text(element, name)
}

// EncodeName percent-encodes a name that XML can't hold, from version 2021-02-12 on, and reports whether it did.
func EncodeName(name string, v Version) (string, bool) {
	if v < V20210212 || isXML(name) {
		return name, false
	}
	return string(appendPercent(nil, name)), true
}

func (x *XML) close(name string) {
	x.buf = append(append(append(x.buf, '<', '/'), name...), '>')
}

// Escape appends text, with references in place of the characters that are markup or that parsers normalize.
func (x *XML) Escape(text string) {
	start := 0
	for i, r := range text {
		var reference string
		switch {
		case r == '&':
			reference = "&amp;"
		case r == '<':
			reference = "&lt;"
		case r == '>':
			reference = "&gt;"
		case r == '"':
			reference = "&quot;"
		case r < ' ', r == 0xFFFE, r == 0xFFFF:
			reference = "&#x" + strconv.FormatInt(int64(r), 16) + ";"
		default:
			continue
		}
		x.buf = append(append(x.buf, text[start:i]...), reference...)
		start = i + utf8.RuneLen(r)
	}
	x.buf = append(x.buf, text[start:]...)
}

// isXML reports whether XML 1.0 can hold all characters of the text.
func isXML(text string) bool {
	for _, r := range text {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return false
		}
	}
	return true
}

func appendPercent(buf []byte, text string) []byte {
	const hex = "0123456789ABCDEF"
	for i := range len(text) {
		c := text[i]
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~/", c) >= 0 {
			buf = append(buf, c)
		} else {
			buf = append(buf, '%', hex[c>>4], hex[c&15])
		}
	}
	return buf
}

// WriteXML answers with a document.
func WriteXML(w http.ResponseWriter, x *XML) error {
	w.Header().Set("Content-Type", "application/xml")
	w.Header().Set("Content-Length", strconv.Itoa(len(x.Bytes())))
	w.WriteHeader(http.StatusOK)
	_, err := w.Write(x.Bytes())
	return err
}

// ReadXML decodes the body of a request, which may have at most limit bytes.
func ReadXML(body io.Reader, limit int64, into any) error {
	limited := &io.LimitedReader{R: body, N: limit + 1}
	err := xml.NewDecoder(limited).Decode(into)
	if limited.N <= 0 {
		return New(RequestBodyTooLarge)
	}
	if err != nil {
		return New(InvalidXMLDocument, Detail{"Reason", err.Error()})
	}
	return nil
}
