package report

import (
	"fmt"
	"io"
	"strings"
	"sync"
)

// Screen prints messages, progress and questions to the two streams of the console. On a terminal it rewrites the progress
// line in place, and removes it before printing anything else. It may be used concurrently.
type Screen struct {
	mu        sync.Mutex
	out, errs io.Writer
	live      bool // out is a terminal
	shown     int  // columns of the progress line
	asking    bool // a question is waiting for its answer and must not be overwritten
}

// NewScreen returns a screen that prints to out, and errors to errs. Live is whether out is a terminal.
func NewScreen(out, errs io.Writer, live bool) *Screen {
	return &Screen{out: out, errs: errs, live: live}
}

// Print prints a text that ends with a line feed.
func (s *Screen) Print(text string) error { return s.print(s.out, text) }

// PrintError prints a text that ends with a line feed to the stream for errors.
func (s *Screen) PrintError(text string) error { return s.print(s.errs, text) }

func (s *Screen) print(w io.Writer, text string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.clear(); err != nil {
		return err
	}
	_, err := io.WriteString(w, text)
	return err
}

// ShowProgress rewrites the progress line on a terminal. On any other stream it does nothing.
func (s *Screen) ShowProgress(line string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.live || s.asking {
		return nil
	}
	padding := strings.Repeat(" ", max(0, s.shown-len(line)))
	s.shown = len(line)
	_, err := fmt.Fprint(s.out, "\r", line, padding)
	return err
}

// Ask shows a question and keeps progress off the screen until Answered or Abandoned.
func (s *Screen) Ask(question string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.clear(); err != nil {
		return err
	}
	s.asking = true
	_, err := io.WriteString(s.out, question)
	return err
}

// Answered ends the question that Ask showed.
func (s *Screen) Answered() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asking = false
}

// Abandoned ends the question that Ask showed when no answer will come, and starts a new line.
func (s *Screen) Abandoned() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asking = false
	// If the terminal can't be written to, the next thing that is printed reports it.
	_, _ = fmt.Fprintln(s.out)
}

// clear removes the progress line, so that another line can replace it.
func (s *Screen) clear() error {
	if s.shown == 0 {
		return nil
	}
	_, err := fmt.Fprint(s.out, "\r", strings.Repeat(" ", s.shown), "\r")
	s.shown = 0
	return err
}
