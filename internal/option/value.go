package option

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// The rows whose values have a syntax of their own.

// attributeLetters are the file attributes of /IA and /XA.
const attributeLetters = "RASHCNETOI"

// attributes accepts letters in any case and order, with or without the brackets that the guide writes around them.
func attributes(name, long string, field func(*Options) *string, help string) Option {
	o := text(name, long, "["+attributeLetters+"]", "BF", field, help)
	o.set = func(o *Options, v string) error {
		if inner, ok := strings.CutPrefix(v, "["); ok {
			v = strings.TrimSuffix(inner, "]")
		}
		letters, err := normalAttributes(strings.ToUpper(v))
		*field(o) = letters
		return err
	}
	return o
}

// normalAttributes returns each letter once, in the order of attributeLetters.
func normalAttributes(letters string) (string, error) {
	if letters == "" {
		return "", fmt.Errorf("no attribute is named; use letters of %s", attributeLetters)
	}
	for _, letter := range letters {
		if !strings.ContainsRune(attributeLetters, letter) {
			return "", fmt.Errorf("%s is not an attribute; use letters of %s", shown(string(letter)), attributeLetters)
		}
	}
	normal := ""
	for _, letter := range attributeLetters {
		if strings.ContainsRune(letters, letter) {
			normal += string(letter)
		}
	}
	return normal, nil
}

// mediaType refuses a value that can't be sent as a content type. It does not check whether the type exists.
func mediaType(o Option) Option {
	set := o.set
	o.set = func(options *Options, v string) error {
		if strings.ContainsFunc(v, func(r rune) bool { return r < ' ' || r > '~' }) {
			return fmt.Errorf("%s contains characters that a content type can't have", shown(v))
		}
		return set(options, v)
	}
	return o
}

func delimiter(o Option) Option {
	o.set = func(options *Options, v string) error {
		if utf8.RuneCountInString(v) != 1 || !utf8.ValidString(v) {
			return fmt.Errorf("%s is not one character", shown(v))
		}
		if v == `\` {
			return errors.New(`the names of blobs have no \, since the service reads it as /; leave the option out if / was meant`)
		}
		options.Delimiter = v
		return nil
	}
	return o
}

// partitionKeys takes key1#key2#... A key can't hold '#': there is no way to write it.
func partitionKeys(name, long, help string) Option {
	return Option{
		Name: name, Long: long, Arity: OneValue, Value: `"key1#key2#..."`, Services: "T", Help: help,
		set: func(o *Options, v string) error {
			keys := strings.Split(v, "#")
			for i, k := range keys {
				if k == "" {
					return fmt.Errorf("%s has an empty partition key; write the keys with one # between them", shown(v))
				}
				if i > 0 && k <= keys[i-1] {
					return fmt.Errorf("the partition keys must be in ascending order, each once: %s does not come after %s", shown(k), shown(keys[i-1]))
				}
			}
			o.PartitionKeyRanges = keys
			return nil
		},
		get: func(o Options) (string, bool) {
			return strings.Join(o.PartitionKeyRanges, "#"), len(o.PartitionKeyRanges) > 0
		},
	}
}
