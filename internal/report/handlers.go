package report

import "errors"

// Handlers passes each event to several handlers, to each of them even when one before it fails.
type Handlers []Handler

func (h Handlers) each(tell func(Handler) error) error {
	var errs []error
	for _, one := range h {
		errs = append(errs, tell(one))
	}
	return errors.Join(errs...)
}

// Started implements Handler.
func (h Handlers) Started(j Job) error {
	return h.each(func(one Handler) error { return one.Started(j) })
}

// Moving implements Handler.
func (h Handlers) Moving(t Transfer) error {
	return h.each(func(one Handler) error { return one.Moving(t) })
}

// Finished implements Handler.
func (h Handlers) Finished(t Transfer) error {
	return h.each(func(one Handler) error { return one.Finished(t) })
}

// Progress implements Handler.
func (h Handlers) Progress(p Progress) error {
	return h.each(func(one Handler) error { return one.Progress(p) })
}

// Warning implements Handler.
func (h Handlers) Warning(text string) error {
	return h.each(func(one Handler) error { return one.Warning(text) })
}

// Summary implements Handler.
func (h Handlers) Summary(s Summary) error {
	return h.each(func(one Handler) error { return one.Summary(s) })
}
