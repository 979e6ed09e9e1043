package report

import (
	"errors"
	"testing"
)

// deaf counts what it is told, and fails.
type deaf struct {
	told int
	err  error
}

func (d *deaf) tell() error             { d.told++; return d.err }
func (d *deaf) Started(Job) error       { return d.tell() }
func (d *deaf) Moving(Transfer) error   { return d.tell() }
func (d *deaf) Finished(Transfer) error { return d.tell() }
func (d *deaf) Progress(Progress) error { return d.tell() }
func (d *deaf) Warning(string) error    { return d.tell() }
func (d *deaf) Summary(Summary) error   { return d.tell() }

func TestHandlersAreAllTold(t *testing.T) {
	broken := errors.New("broken")
	first, second := &deaf{err: broken}, &deaf{}
	h := Handlers{first, second}
	for i, err := range []error{h.Started(Job{}), h.Moving(Transfer{}), h.Finished(Transfer{}), h.Progress(Progress{}), h.Warning(""), h.Summary(Summary{})} {
		if !errors.Is(err, broken) {
			t.Errorf("event %d: %v", i, err)
		}
	}
	if first.told != 6 || second.told != 6 {
		t.Errorf("told %d and %d times, want 5", first.told, second.told)
	}
}
