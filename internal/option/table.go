package option

import (
	"slices"
	"strings"
)

// Arity is whether an option takes a value.
type Arity int

// The arities.
const (
	NoValue Arity = iota
	OptionalValue
	OneValue
)

// Option is one row of the table.
type Option struct {
	Name  string // the classic spelling is /Name, in any case
	Long  string // the long spelling is --long, in any case
	Arity Arity
	// Value is the placeholder of the value in help texts; empty for a switch.
	Value string
	// Choices are all allowed values, if they can be listed. They are compared in any case.
	Choices []string
	// Services are the initials of the services that the option applies to: B, F and T. Each also copies from and to local
	// files.
	Services string
	// Pending is whether the option is recognized but not yet supported.
	Pending bool
	// Help is the text for /? in paragraphs; its line breaks have no meaning.
	Help string

	secret  bool // the value is never shown
	resumes bool // it may be given with /Z when that alone resumes a run

	set func(o *Options, value string) error
	// get returns the value as on a command line, and whether the option is set.
	get func(o Options) (value string, given bool)
}

// Table returns all options, in the order in which help and command lines show them.
func Table() []Option {
	return slices.Concat(locationOptions(), runOptions(), objectOptions(), blobOptions(), tableOptions())
}

// byName returns the option with a classic name.
func byName(name string) (Option, bool) {
	for _, o := range Table() {
		if strings.EqualFold(o.Name, name) {
			return o, true
		}
	}
	return Option{}, false
}

// byEither returns the option with a classic or long name.
func byEither(name string) (Option, bool) {
	for _, o := range Table() {
		if strings.EqualFold(o.Name, name) || strings.EqualFold(o.Long, name) {
			return o, true
		}
	}
	return Option{}, false
}

// form returns how the option is written with its value, in one of the spellings.
func (o Option) form(long bool) string {
	switch {
	case long && o.Arity == NoValue:
		return "--" + o.Long
	case long:
		return "--" + o.Long + " " + o.Value
	case o.Arity == NoValue:
		return "/" + o.Name
	}
	return "/" + o.Name + ":" + o.Value
}

// given reports whether the option is set. Options from response files look like others.
func (o Option) given(options Options) bool {
	if o.get == nil {
		return false
	}
	_, given := o.get(options)
	return given
}

// appliesTo reports whether the option applies to a copy between the services with these initials. A table is copied as a
// whole, so options about blobs do not apply even when the other end is a container.
func (o Option) appliesTo(services string) bool {
	if strings.Contains(services, "T") {
		return strings.Contains(o.Services, "T")
	}
	return strings.ContainsAny(o.Services, services)
}

// ServiceNames returns the services that the option applies to, such as "Blob and File".
func (o Option) ServiceNames() string {
	var names []string
	for _, s := range []string{"Blob", "File", "Table"} {
		if strings.Contains(o.Services, s[:1]) {
			names = append(names, s)
		}
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}
