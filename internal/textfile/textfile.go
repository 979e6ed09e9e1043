// Package textfile decodes the files that users write for the program, as the editors and shells of each system save them.
package textfile

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
)

// Decode returns the text of a file in UTF-8, with or without a byte order mark, or in UTF-16 of either order with its mark,
// as PowerShell and the editors of Windows write it. It drops the mark. Anything else is an error: damaged characters are
// not replaced by others, which would name another file.
func Decode(data []byte) (string, error) {
	text := strings.TrimPrefix(string(data), "\ufeff")
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		var err error
		if text, err = decodeUTF16(data); err != nil {
			return "", err
		}
	}
	switch {
	case strings.ContainsRune(text, 0):
		return "", errors.New("it is not a text file; save it as UTF-8")
	case !utf8.ValidString(text):
		return "", fmt.Errorf("line %d is not in UTF-8, as it must be without a byte order mark; save the file as UTF-8", damagedLine(text))
	}
	return text, nil
}

// decodeUTF16 decodes a text that begins with a byte order mark.
func decodeUTF16(data []byte) (string, error) {
	decoded, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(data)
	if err != nil {
		return "", err
	}
	again, err := encodeAs(data, decoded)
	if err != nil || !bytes.Equal(again, data) {
		return "", errors.New("it starts as UTF-16, but is damaged or cut off; save it as UTF-8")
	}
	return string(decoded), nil
}

// encodeAs encodes a text in the byte order of the data's mark. The decoder replaces what it can't decode, which shows when
// it is encoded again.
func encodeAs(data, text []byte) ([]byte, error) {
	order := unicode.LittleEndian
	if data[0] == 0xfe {
		order = unicode.BigEndian
	}
	return unicode.UTF16(order, unicode.UseBOM).NewEncoder().Bytes(text)
}

// damagedLine returns the number of the first line that is not valid UTF-8.
func damagedLine(text string) int {
	number := 0
	for line := range strings.Lines(text) {
		number++
		if !utf8.ValidString(line) {
			break
		}
	}
	return number
}
