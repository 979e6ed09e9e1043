package structured_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/structured"
)

func encode(t *testing.T, content string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := structured.Copy(&b, strings.NewReader(content), int64(len(content)), make([]byte, 100)); err != nil {
		t.Fatal(err)
	}
	if int64(b.Len()) != structured.Size(int64(len(content))) {
		t.Fatalf("%d bytes, and Size says %d", b.Len(), structured.Size(int64(len(content))))
	}
	return b.Bytes()
}

// decode returns the content of a body that claims to hold length bytes, read as a store reads it: no further.
func decode(body []byte, length int64) ([]byte, error) {
	r := structured.NewReader(bytes.NewReader(body), int64(len(body)), length)
	content := make([]byte, length)
	if _, err := io.ReadFull(r, content); err != nil {
		return nil, err
	}
	return content, r.Verify()
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	for _, content := range []string{"", "x", strings.Repeat("0123456789", 1_000_000)} {
		got, err := decode(encode(t, content), int64(len(content)))
		if err != nil || string(got) != content {
			t.Errorf("%d bytes: %d came back, %v", len(content), len(got), err)
		}
	}
}

// TestDocumentedForm reads a body that is laid out by hand: two segments, "abc" and "de".
func TestDocumentedForm(t *testing.T) {
	sum := func(text string) string {
		s := structured.NewCRC64()
		io.WriteString(s, text)
		little := s.Sum(nil)
		for i, j := 0, len(little)-1; i < j; i, j = i+1, j-1 {
			little[i], little[j] = little[j], little[i]
		}
		return hex.EncodeToString(little)
	}
	text := "01" + "3e00000000000000" + "0100" + "0200" +
		"0100" + "0300000000000000" + hex.EncodeToString([]byte("abc")) + sum("abc") +
		"0200" + "0200000000000000" + hex.EncodeToString([]byte("de")) + sum("de") + sum("abcde")
	body, err := hex.DecodeString(text)
	if err != nil || len(body) != 0x3e {
		t.Fatal(len(body), err)
	}
	if got, err := decode(body, 5); err != nil || string(got) != "abcde" {
		t.Errorf("%q, %v", got, err)
	}
}

// TestDamageIsRefused flips each byte of a body, cuts it at each, and adds one.
func TestDamageIsRefused(t *testing.T) {
	const content = "some content"
	body := encode(t, content)
	for i := range body {
		flipped := bytes.Clone(body)
		flipped[i] ^= 1
		if _, err := decode(flipped, int64(len(content))); err == nil {
			t.Errorf("byte %d was flipped, and the body was taken", i)
		}
		if _, err := decode(body[:i], int64(len(content))); err == nil {
			t.Errorf("the body ends at %d, and was taken", i)
		}
	}
	for _, length := range []int{len(content) - 1, len(content) + 1} {
		if _, err := decode(body, int64(length)); err == nil {
			t.Errorf("%d bytes are announced, and %d were taken", length, len(content))
		}
	}
	longer := append(bytes.Clone(body), 0)
	r := structured.NewReader(bytes.NewReader(longer), int64(len(body)), int64(len(content)))
	if _, err := io.Copy(io.Discard, r); err == nil {
		t.Error("a byte after the end was taken")
	}
}

func TestContentLength(t *testing.T) {
	for _, row := range []struct {
		kind, length, other string
		size, want          int64
		code                rest.Code
	}{
		{"", "", "", 10, 10, ""},
		{structured.Type, "5", "", 50, 5, ""},
		{structured.Type, "0", "", 39, 0, ""},
		{structured.Type, "", "", 50, 0, rest.MissingRequiredHeader},
		{structured.Type, "-1", "", 50, 0, rest.InvalidHeaderValue},
		{structured.Type, "51", "", 50, 0, rest.InvalidHeaderValue},
		{structured.Type, "9223372036854775808", "", 50, 0, rest.InvalidHeaderValue},
		{structured.Type, "5", "Content-MD5", 50, 0, rest.UnsupportedHeader},
		{structured.Type, "5", "x-ms-content-crc64", 50, 0, rest.UnsupportedHeader},
		{"XSM/2.0; properties=crc64", "5", "", 50, 0, rest.InvalidHeaderValue},
		{"XSM/1.0", "5", "", 50, 0, rest.InvalidHeaderValue},
	} {
		h := http.Header{}
		h.Set(structured.Header, row.kind)
		h.Set(structured.LengthHeader, row.length)
		if row.other != "" {
			h.Set(row.other, "AAAAAAAAAAA=")
		}
		got, _, err := structured.ContentLength(&http.Request{Header: h, ContentLength: row.size})
		code := rest.Code("")
		if refusal, ok := errors.AsType[*rest.Error](err); ok {
			code = refusal.Code
		}
		if code != row.code || err == nil && got != row.want {
			t.Errorf("%+v: %d, %v", row, got, err)
		}
	}
}

// FuzzReader looks whether the reader takes only what it would write itself.
func FuzzReader(f *testing.F) {
	f.Add([]byte{}, int64(0))
	var b bytes.Buffer
	if err := structured.Copy(&b, strings.NewReader("content"), 7, make([]byte, 10)); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes(), int64(7))
	f.Fuzz(func(t *testing.T, body []byte, length int64) {
		r := structured.NewReader(bytes.NewReader(body), int64(len(body)), length)
		content, err := io.ReadAll(r)
		if err != nil {
			return
		}
		if int64(len(content)) != length {
			t.Errorf("%d bytes were read, and %d were announced", len(content), length)
		}
		if len(body) < len(content)+39 {
			t.Error("the body is shorter than its content and what must stand around it")
		}
	})
}
