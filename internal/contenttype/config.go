package contenttype

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"strings"

	"azcopy/internal/regular"
	"azcopy/internal/textfile"
)

// ConfigName is the name of the file in which users add their own content types:
//
//	{"MIMETypeMapping": {".myext": "text/mycustomtype"}}
const ConfigName = "AzCopyConfig.json"

// maxConfig bounds the size of a configuration file in bytes. A larger file can't be meant as one.
const maxConfig = 16 << 20

// Load returns the built-in types together with those in the first of these configuration files that exists. An error names
// the file and the line.
func Load(paths []string) (Types, error) {
	for _, path := range paths {
		data, err := regular.ReadFile(path, maxConfig)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return Types{}, err // which names the file
		}
		own, err := parseConfig(data)
		if err != nil {
			return Types{}, fmt.Errorf("%s, %w", path, err)
		}
		return Builtin().With(own), nil
	}
	return Builtin(), nil
}

// config reads a configuration file, which must be valid JSON, token by token, so that each error can name its line.
type config struct {
	data    []byte
	decoder *json.Decoder
}

// parseConfig returns the content types by extension, in lower case and with their dot.
func parseConfig(data []byte) (map[string]string, error) {
	text, err := textfile.Decode(data)
	if err != nil {
		return nil, err
	}
	c := config{data: []byte(text), decoder: json.NewDecoder(strings.NewReader(text))}
	var whole json.RawMessage
	if syntax, ok := errors.AsType[*json.SyntaxError](json.Unmarshal(c.data, &whole)); ok {
		return nil, fmt.Errorf("line %d: it is not valid JSON: %w", c.line(syntax.Offset), syntax)
	}
	types, err := c.types()
	if err != nil {
		return nil, fmt.Errorf("line %d: %w", c.line(c.decoder.InputOffset()), err)
	}
	return types, nil
}

// line returns the number of the line that has the byte before this offset.
func (c config) line(offset int64) int {
	before := c.data[:max(0, min(offset-1, int64(len(c.data))))]
	return 1 + bytes.Count(before, []byte("\n"))
}

// types reads the file: an object with one setting, which is an object of extensions and types.
func (c config) types() (map[string]string, error) {
	types := map[string]string{}
	if err := c.open("the file"); err != nil {
		return nil, err
	}
	for c.decoder.More() {
		if name := c.next(); !strings.EqualFold(fmt.Sprint(name), "MIMETypeMapping") {
			return nil, fmt.Errorf(`"%s" is not a setting; the only one is MIMETypeMapping`, name)
		}
		if err := c.open("MIMETypeMapping"); err != nil {
			return nil, err
		}
		for c.decoder.More() {
			if err := add(types, c.next(), c.next()); err != nil {
				return nil, err
			}
		}
		c.next() // the brace that closes it
	}
	return types, nil
}

// next returns the next token: a string, a brace or any other. It must not be called at the end.
func (c config) next() json.Token {
	token, err := c.decoder.Token()
	if err != nil { // such as a number out of range
		return nil
	}
	return token
}

// open reads the { of an object.
func (c config) open(what string) error {
	if c.next() != json.Delim('{') {
		return fmt.Errorf("%s must be an object in braces, as in {\"MIMETypeMapping\": {\".myext\": \"text/mycustomtype\"}}", what)
	}
	return nil
}

// add checks an entry, which is two tokens, and adds it.
func add(types map[string]string, name, value json.Token) error {
	extension, _ := name.(string)
	contentType, ok := value.(string)
	if !ok {
		return fmt.Errorf("the content type of %s must be a text in double quotes", extension)
	}
	key := strings.ToLower(extension)
	if len(key) < 2 || key[0] != '.' || strings.ContainsAny(key[1:], `./\`) {
		return fmt.Errorf(`"%s" is not an extension; write one dot and what follows it, such as .myext`, extension)
	}
	if _, _, err := mime.ParseMediaType(contentType); err != nil || !strings.Contains(contentType, "/") {
		return fmt.Errorf(`"%s" is not a content type; write it as text/mycustomtype`, contentType)
	}
	if previous, ok := types[key]; ok && previous != contentType {
		return fmt.Errorf("the extension %s has two types, %s and %s", key, previous, contentType)
	}
	types[key] = contentType
	return nil
}
