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

// ConfigName is the name of the file in which users add content types of their own:
//
//	{"MIMETypeMapping": {".myext": "text/mycustomtype"}}
const ConfigName = "AzCopyConfig.json"

// maxConfig bounds the bytes of a configuration file: a larger one was not meant to be one.
const maxConfig = 16 << 20

// Load returns the built-in types together with those of the first of these configuration files that exists. The error
// names the file and the line.
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

// config reads a configuration file that is valid JSON token by token, so that each complaint can give its line.
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
	data = []byte(text)
	c := config{data: data, decoder: json.NewDecoder(bytes.NewReader(data))}
	var whole any
	if syntax, ok := errors.AsType[*json.SyntaxError](json.Unmarshal(data, &whole)); ok {
		return nil, fmt.Errorf("line %d: it is not valid JSON: %w", c.line(syntax.Offset), syntax)
	}
	types, err := c.file()
	if err != nil {
		return nil, fmt.Errorf("line %d: %w", c.line(c.decoder.InputOffset()), err)
	}
	return types, nil
}

// line returns the number of the line in which the byte before this offset lies.
func (c config) line(offset int64) int {
	before := c.data[:max(0, min(offset-1, int64(len(c.data))))]
	return 1 + bytes.Count(before, []byte("\n"))
}

func (c config) file() (map[string]string, error) {
	if err := c.open("the file"); err != nil {
		return nil, err
	}
	types := map[string]string{}
	for c.decoder.More() {
		name, err := c.text("the name of a setting")
		if err != nil {
			return nil, err
		}
		if !strings.EqualFold(name, "MIMETypeMapping") {
			return nil, fmt.Errorf(`"%s" is no setting; the only one is MIMETypeMapping`, name)
		}
		if err := c.mapping(types); err != nil {
			return nil, err
		}
	}
	return types, c.close()
}

// mapping reads the object of extensions and types.
func (c config) mapping(types map[string]string) error {
	if err := c.open("MIMETypeMapping"); err != nil {
		return err
	}
	for c.decoder.More() {
		extension, err := c.text("an extension")
		if err != nil {
			return err
		}
		contentType, err := c.text("the content type of " + extension)
		if err != nil {
			return err
		}
		if err := add(types, extension, contentType); err != nil {
			return err
		}
	}
	return c.close()
}

// add checks one entry.
func add(types map[string]string, extension, contentType string) error {
	key := strings.ToLower(extension)
	if len(key) < 2 || key[0] != '.' || strings.ContainsAny(key[1:], `./\`) {
		return fmt.Errorf(`"%s" is no extension; write one dot and what follows it, such as .myext`, extension)
	}
	if _, _, err := mime.ParseMediaType(contentType); err != nil || !strings.Contains(contentType, "/") {
		return fmt.Errorf(`"%s" is no content type; write it as text/mycustomtype`, contentType)
	}
	if former, ok := types[key]; ok && former != contentType {
		return fmt.Errorf("the extension %s has two types, %s and %s", key, former, contentType)
	}
	types[key] = contentType
	return nil
}

// open reads the { of an object.
func (c config) open(what string) error {
	token, err := c.decoder.Token()
	if err == nil && token != json.Delim('{') {
		err = fmt.Errorf("%s must be an object in braces, as in {\"MIMETypeMapping\": {\".myext\": \"text/mycustomtype\"}}", what)
	}
	return err
}

// close reads the } of an object.
func (c config) close() error {
	_, err := c.decoder.Token()
	return err
}

func (c config) text(what string) (string, error) {
	token, err := c.decoder.Token()
	if err != nil {
		return "", err
	}
	text, ok := token.(string)
	if !ok {
		return "", fmt.Errorf("%s must be a text in double quotes", what)
	}
	return text, nil
}
