package journal

import (
	"encoding/json"
	"unicode/utf8"
)

// exact is a name that is stored byte for byte. In JSON it is a string, or an array with the bytes in base64 when it is
// not UTF-8, which names of files need not be and which encoding/json would replace in part.
type exact string

func (e exact) isText() bool { return utf8.ValidString(string(e)) }

// MarshalJSON implements json.Marshaler.
func (e exact) MarshalJSON() ([]byte, error) {
	if e.isText() {
		return json.Marshal(string(e))
	}
	return json.Marshal([][]byte{[]byte(e)})
}

// UnmarshalJSON implements json.Unmarshaler.
func (e *exact) UnmarshalJSON(text []byte) error {
	if len(text) == 0 || text[0] != '[' {
		return json.Unmarshal(text, (*string)(e))
	}
	var raw [1][]byte
	err := json.Unmarshal(text, &raw)
	*e = exact(raw[0])
	return err
}
