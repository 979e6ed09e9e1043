package job

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"azcopy/internal/option"
	"azcopy/internal/plan"
	"azcopy/internal/report"
)

// The run ends with the handler's error, not with the cancellation that this causes, whether it copies or lists.
func TestRunEndsWithTheHandlersError(t *testing.T) {
	folder, data := t.TempDir(), t.TempDir()
	for _, name := range []string{"a", "b", "c"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(name), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	full := errors.New("no space left on device")
	for _, listing := range []bool{false, true} {
		o := option.Options{Source: folder, Dest: "emulator://blob/container", Quiet: true, ListOnly: listing}
		summary, err := Run(t.Context(), located(t, o), Env{
			Handler:        failing{"finished", full},
			EmulatorFolder: func() (string, error) { return data, nil },
			Rules:          plan.PathRules{},
		})
		if !errors.Is(err, full) || errors.Is(err, context.Canceled) || summary.Total() == 0 {
			t.Errorf("listing %v: got %v and %+v, want %v", listing, err, summary, full)
		}
	}
}

// A summary that can't be printed does not end the run; a run that was cut short has its own error.
func TestASummaryThatCannotBePrintedEndsNothing(t *testing.T) {
	folder, data := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "a"), []byte("a"), 0o666); err != nil {
		t.Fatal(err)
	}
	full, unprinted := errors.New("no space left on device"), errors.New("broken pipe")
	for _, tt := range []struct {
		handlers report.Handlers
		settled  bool
		want     error
	}{
		{report.Handlers{failing{"summary", unprinted}}, true, unprinted},
		{report.Handlers{failing{"finished", full}, failing{"summary", unprinted}}, false, full},
	} {
		o := option.Options{Source: folder, Dest: "emulator://blob/container", Quiet: true}
		summary, err := Run(t.Context(), located(t, o), Env{
			Handler:        tt.handlers,
			EmulatorFolder: func() (string, error) { return data, nil },
		})
		if tt.settled && err == nil {
			err = summary.Unprinted
		} else if tt.settled {
			t.Errorf("every object is settled, and the run ended with %v", err)
		}
		if err == nil || err.Error() != tt.want.Error() {
			t.Errorf("got %v, want %v", err, tt.want)
		}
	}
}
