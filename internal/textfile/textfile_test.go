package textfile

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"
)

// utf16Of returns a text in UTF-16 with its mark.
func utf16Of(order binary.AppendByteOrder, text string) string {
	var data []byte
	for _, unit := range utf16.Encode([]rune("\ufeff" + text)) {
		data = order.AppendUint16(data, unit)
	}
	return string(data)
}

func TestDecode(t *testing.T) {
	const text = "/S\r\n# naïve 日本 🙂\r\n"
	little, big := utf16Of(binary.LittleEndian, text), utf16Of(binary.BigEndian, text)
	for _, tt := range []struct{ name, data, want, err string }{
		{"UTF-8", text, text, ""},
		{"UTF-8 with a mark", "\ufeff" + text, text, ""},
		{"UTF-16 LE", little, text, ""},
		{"UTF-16 BE", big, text, ""},
		{"nothing", "", "", ""},
		{"only a mark", "\xff\xfe", "", ""},
		{"a mark that is a character", utf16Of(binary.LittleEndian, "a\ufeff\ufffd"), "a\ufeff\ufffd", ""},
		{"an odd number of bytes", little + "a", "", "damaged or cut off"},
		{"an odd number of bytes, BE", big + "\x00", "", "damaged or cut off"},
		{"half a pair", utf16Of(binary.LittleEndian, "a") + "\x00\xd8", "", "damaged or cut off"},
		{"half a pair at the end", little[:len(little)-6], "", "damaged or cut off"},
		{"without a mark", little[2:], "", "not a text file"},
		{"UTF-32", "\xff\xfe\x00\x00/\x00\x00\x00", "", "not a text file"},
		{"a NUL", "/S\x00", "", "not a text file"},
		{"Windows-1252", "/S\n/Dest:M\xfcller\n", "", "line 2 is not in UTF-8"},
	} {
		got, err := Decode([]byte(tt.data))
		if got != tt.want || tt.err == "" && err != nil || tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)) {
			t.Errorf("%s: %q, %v, want %q, %q", tt.name, got, err, tt.want, tt.err)
		}
	}
}

// FuzzDecode proves that the text is valid and without NULs, whatever the bytes, and that UTF-16 comes back as it was.
func FuzzDecode(f *testing.F) {
	f.Add("\xff\xfe/\x00S\x00")
	f.Add("\xfe\xff\x00/\xd8\x00")
	f.Add("\ufeffa\xff")
	f.Fuzz(func(t *testing.T, data string) {
		text, err := Decode([]byte(data))
		if err == nil && (!utf8.ValidString(text) || strings.ContainsRune(text, 0)) {
			t.Errorf("%q became %q", data, text)
		}
		valid := strings.ToValidUTF8(strings.ReplaceAll(data, "\x00", ""), "")
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			if got, err := Decode([]byte(utf16Of(order, valid))); err != nil || got != valid {
				t.Errorf("%q came back as %q, %v", valid, got, err)
			}
		}
	})
}
