package option

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"azcopy/internal/storage"
)

// The constructors of the table's rows, one for each form of value.

func text(name, long, value, services string, field func(*Options) *string, help string) Option {
	return Option{
		Name: name, Long: long, Arity: OneValue, Value: value, Services: services, Help: help,
		set: func(o *Options, v string) error { *field(o) = v; return nil },
		get: func(o Options) (string, bool) { return *field(&o), *field(&o) != "" },
	}
}

// key is a secret that is accepted as it is. Its form is checked where it is used for signing.
func key(name, long string, field func(*Options) *storage.Secret, help string) Option {
	return Option{
		Name: name, Long: long, Arity: OneValue, Value: "<storage-key>", Services: "BFT", Help: help, secret: true, resumes: true,
		set: func(o *Options, v string) (err error) { *field(o), err = parseKey(v); return err },
		get: func(o Options) (string, bool) { return field(&o).String(), *field(&o) != "" },
	}
}

func sas(name, long string, field func(*Options) *storage.Secret, help string) Option {
	o := key(name, long, field, help)
	o.Value = "<sas-token>"
	o.set = func(o *Options, v string) (err error) { *field(o), err = parseSAS(v); return err }
	return o
}

func flag(name, long, services string, field func(*Options) *bool, help string) Option {
	return Option{
		Name: name, Long: long, Services: services, Help: help,
		set: func(o *Options, _ string) error { *field(o) = true; return nil },
		get: func(o Options) (string, bool) { return "", *field(&o) },
	}
}

// optional is an option with or without a value. An empty value, as in /V:, counts as none.
func optional(name, long, value, services string, fields func(*Options) (*bool, *string), help string) Option {
	return Option{
		Name: name, Long: long, Arity: OptionalValue, Value: value, Services: services, Help: help,
		set: func(o *Options, v string) error {
			given, field := fields(o)
			*given, *field = true, v
			return nil
		},
		get: func(o Options) (string, bool) {
			given, field := fields(&o)
			return *field, *given
		},
	}
}

// word is one of the values of a choice, as it is spelled.
type word[T ~string] struct {
	text  string
	value T
}

func choice[T ~string](name, long, services string, field func(*Options) *T, words []word[T], help string) Option {
	var texts []string
	for _, w := range words {
		texts = append(texts, w.text)
	}
	return Option{
		Name: name, Long: long, Arity: OneValue, Value: "<" + strings.Join(texts, "|") + ">", Choices: texts, Services: services, Help: help,
		set: func(o *Options, v string) error {
			i := slices.IndexFunc(texts, func(t string) bool { return strings.EqualFold(t, v) })
			if i < 0 {
				return fmt.Errorf("%s is not one of %s", shown(v), strings.Join(texts, ", "))
			}
			*field(o) = words[i].value
			return nil
		},
		get: func(o Options) (string, bool) {
			i := slices.IndexFunc(words, func(w word[T]) bool { return w.value == *field(&o) })
			if i < 0 {
				return "", false
			}
			return words[i].text, true
		},
	}
}

func number(name, long, value, services string, field func(*Options) *int, bounds bounds, help string) Option {
	return Option{
		Name: name, Long: long, Arity: OneValue, Value: value, Services: services, Help: help,
		set: func(o *Options, v string) error {
			n, err := strconv.Atoi(v)
			if err != nil || n < bounds.lowest || n > bounds.highest || n%bounds.multiple != 0 {
				return fmt.Errorf("%s is not %v", shown(v), bounds)
			}
			*field(o) = n
			return nil
		},
		get: func(o Options) (string, bool) { return strconv.Itoa(*field(&o)), *field(&o) != 0 },
	}
}

// bounds are the values allowed for a number.
type bounds struct{ lowest, highest, multiple int }

func (b bounds) String() string {
	s := fmt.Sprintf("a whole number from %d to %d", b.lowest, b.highest)
	if b.multiple > 1 {
		s += fmt.Sprintf(" that is a multiple of %d", b.multiple)
	}
	return s
}

func pending(o Option) Option {
	o.Pending = true
	return o
}

func resumable(o Option) Option {
	o.resumes = true
	return o
}
