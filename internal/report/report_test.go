package report

import (
	"errors"
	"testing"
)

// counting counts the events that it gets, and fails.
type counting struct {
	events int
	err    error
}

func (c *counting) Handle(Event) error {
	c.events++
	return c.err
}

func TestEachHandlerGetsEachEvent(t *testing.T) {
	broken := errors.New("broken")
	first, second := &counting{err: broken}, &counting{}
	h := Handlers{first, second}
	for _, e := range []Event{Started{}, Summary{}} {
		if err := h.Handle(e); !errors.Is(err, broken) {
			t.Errorf("%s: %v", e.Name(), err)
		}
	}
	if first.events != 2 || second.events != 2 {
		t.Errorf("the handlers got %d and %d events, want 2 each", first.events, second.events)
	}
}
