// Package report has the events of a run, and what shows them: handlers, the texts that they print, and the screen. An
// event is a fact; a handler decides only on its form. So a handler that writes another form, such as JSON lines, is one
// file, and needs none of the texts.
package report

import "errors"

// Handler shows or stores the events of a run. Handle is not called concurrently. Its error ends the run: nothing must
// happen that can't be reported.
type Handler interface {
	Handle(e Event) error
}

// Handlers passes each event to several handlers, to each of them even when one before it fails.
type Handlers []Handler

// Handle implements Handler.
func (h Handlers) Handle(e Event) error {
	var errs []error
	for _, one := range h {
		errs = append(errs, one.Handle(e))
	}
	return errors.Join(errs...)
}
