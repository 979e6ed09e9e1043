// Package report defines the events of a run, the handlers that show them, the texts that these print, and the screen. An
// event is a fact; a handler decides only on its form. So a handler for another form, such as JSON lines, is one file, and
// needs none of the texts.
package report

import "errors"

// Handler shows or stores the events of a run. Handle is not called concurrently. Its error ends the run: nothing may happen
// without being reported.
type Handler interface {
	Handle(e Event) error
}

// Handlers passes each event to all of its handlers, even when one of them fails.
type Handlers []Handler

// Handle implements Handler.
func (h Handlers) Handle(e Event) error {
	var errs []error
	for _, one := range h {
		errs = append(errs, one.Handle(e))
	}
	return errors.Join(errs...)
}
