package cli

import (
	"context"
	"errors"
	"testing"

	"azcopy/internal/job"
	"azcopy/internal/option"
	"azcopy/internal/report"
)

// The exit codes are those that README.md documents.
func TestExitCodes(t *testing.T) {
	interrupted, cancel := context.WithCancel(t.Context())
	cancel()
	_, wrong := option.Parse([]string{"/nosuch"}, func(string) string { return "" })
	other, notStarted := errors.New("it broke off"), &job.StartError{Err: errors.New("no such folder")}
	for _, tt := range []struct {
		what    string
		ctx     context.Context
		summary report.Summary
		err     error
		want    int
	}{
		{"nothing to do", t.Context(), report.Summary{}, nil, 0},
		{"all done", t.Context(), report.Summary{Succeeded: 2}, nil, 0},
		{"some skipped", t.Context(), report.Summary{Succeeded: 1, Skipped: 1}, nil, 0},
		{"some failed", t.Context(), report.Summary{Succeeded: 1, Failed: 1}, nil, 1},
		{"broken off", t.Context(), report.Summary{Succeeded: 1}, other, 1},
		{"a question with nobody to ask", t.Context(), report.Summary{}, &job.FatalError{Err: errNoAnswer}, 1},
		{"a wrong command line", t.Context(), report.Summary{}, wrong, 2},
		{"a wrong command line of the emulator", t.Context(), report.Summary{}, &usageError{other}, 2},
		{"not started", t.Context(), report.Summary{}, notStarted, 3},
		{"interrupted", interrupted, report.Summary{Succeeded: 1}, context.Canceled, 130},
		{"interrupted with failures", interrupted, report.Summary{Failed: 1}, context.Canceled, 130},
		{"interrupted before the start", interrupted, report.Summary{}, notStarted, 130},
		{"interrupted when all was done", interrupted, report.Summary{Succeeded: 1}, nil, 0},
	} {
		if got := exitCode(tt.ctx, tt.summary, tt.err); got != tt.want {
			t.Errorf("%s: exit code %d, want %d", tt.what, got, tt.want)
		}
	}
}
