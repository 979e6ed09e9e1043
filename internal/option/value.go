package option

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"azcopy/internal/storage"
)

// The constructors of the table's rows, one for each form of value.

func text(name, long, value, services string, field func(*Options) *string, help string) Option {
	return Option{Name: name, Long: long, Value: value, arity: oneValue, Services: services, Help: help,
		set: func(o *Options, v string) error { *field(o) = v; return nil },
		get: getText(func(o Options) string { return *field(&o) })}
}

func secret(name, long, value, services string, field func(*Options) *storage.Secret, help string) Option {
	return Option{Name: name, Long: long, Value: value, arity: oneValue, Services: services, Help: help,
		set: func(o *Options, v string) error { *field(o) = storage.Secret(strings.TrimPrefix(v, "?")); return nil },
		get: getText(func(o Options) string { return field(&o).String() })}
}

func flag(name, long, services string, field func(*Options) *bool, help string) Option {
	return Option{Name: name, Long: long, Services: services, Help: help,
		set: func(o *Options, _ string) error { *field(o) = true; return nil },
		get: func(o Options) (string, bool) { return "", *field(&o) }}
}

func optional(name, long, value, services string, fields func(*Options) (*bool, *string), help string) Option {
	return Option{Name: name, Long: long, Value: value, arity: optionalValue, Services: services, Help: help,
		set: func(o *Options, v string) error {
			given, field := fields(o)
			*given, *field = true, v
			return nil
		},
		get: func(o Options) (string, bool) {
			given, field := fields(&o)
			return *field, *given
		}}
}

func service(name, long string, field func(*Options) *storage.Service, help string) Option {
	services := []storage.Service{storage.Blob, storage.File, storage.Table}
	return Option{Name: name, Long: long, Value: "Blob|File|Table", arity: oneValue, Services: "BFT", Help: help,
		set: func(o *Options, v string) error {
			s := storage.Service(strings.ToLower(v))
			if !slices.Contains(services, s) {
				return fmt.Errorf("%q is no service; use Blob, File or Table", v)
			}
			*field(o) = s
			return nil
		},
		get: getText(func(o Options) string { return string(*field(&o)) })}
}

func choice(name, long, services string, field func(*Options) *string, help string, choices ...string) Option {
	return Option{Name: name, Long: long, Value: strings.Join(choices, "|"), arity: oneValue, Services: services, Pending: true, Help: help,
		set: func(o *Options, v string) error {
			for _, c := range choices {
				if strings.EqualFold(c, v) {
					*field(o) = c
					return nil
				}
			}
			return fmt.Errorf("%q is not one of %s", v, strings.Join(choices, ", "))
		},
		get: getText(func(o Options) string { return *field(&o) })}
}

// attributeLetters are the file attributes of /IA and /XA.
const attributeLetters = "RASHCNETOI"

func attributes(name, long string, field func(*Options) *string, help string) Option {
	return Option{Name: name, Long: long, Value: "[" + attributeLetters + "]", arity: oneValue, Services: "BF", Help: help,
		set: func(o *Options, v string) error {
			v = strings.ToUpper(strings.Trim(v, "[]"))
			for _, letter := range v {
				if !strings.ContainsRune(attributeLetters, letter) {
					return fmt.Errorf("%q is no attribute; use letters of %s", string(letter), attributeLetters)
				}
			}
			*field(o) = v
			return nil
		},
		get: getText(func(o Options) string { return *field(&o) })}
}

func number(field func(*Options) *int, lowest, highest, multiple int) func(*Options, string) error {
	return func(o *Options, v string) error {
		n, err := strconv.Atoi(v)
		if err != nil || n < lowest || n > highest || n%multiple != 0 {
			of := ""
			if multiple > 1 {
				of = fmt.Sprintf(" that is a multiple of %d", multiple)
			}
			return fmt.Errorf("%q is out of range; use a whole number from %d to %d%s", v, lowest, highest, of)
		}
		*field(o) = n
		return nil
	}
}

func blobTypes() map[string]storage.BlobType {
	return map[string]storage.BlobType{"block": storage.BlockBlob, "page": storage.PageBlob, "append": storage.AppendBlob}
}

func setBlobType(o *Options, v string) error {
	t, ok := blobTypes()[strings.ToLower(v)]
	if !ok {
		return fmt.Errorf("%q is no type of blob; use block, page or append", v)
	}
	o.BlobType = t
	return nil
}

func getBlobType(o Options) (string, bool) {
	for name, t := range blobTypes() {
		if t == o.BlobType {
			return name, true
		}
	}
	return "", false
}

func setDelimiter(o *Options, v string) error {
	if utf8.RuneCountInString(v) != 1 {
		return fmt.Errorf("%q is not one character", v)
	}
	o.Delimiter = v
	return nil
}

func setRanges(o *Options, v string) error {
	keys := strings.Split(v, "#")
	for i, k := range keys {
		if k == "" || i > 0 && k <= keys[i-1] {
			return fmt.Errorf("the partition keys of %q must be in ascending order, each once and none empty", v)
		}
	}
	o.PartitionKeyRanges = keys
	return nil
}
