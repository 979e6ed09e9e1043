package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"azcopy/internal/job"
	"azcopy/internal/journal"
	"azcopy/internal/report"
)

// prompt asks a person at the terminal, one question at a time.
type prompt struct {
	screen *report.Screen
	lines  *bufio.Reader
	// person is whether there is a terminal to ask at.
	person bool

	mu  sync.Mutex
	all bool // a question was answered with All
	// keepAll, when set, stores the answer All for a run that resumes this one.
	keepAll func() error
}

// errNoAnswer starts with the sentence that scripts look for.
//
//lint:ignore ST1005 so it does not look like other errors
var errNoAnswer = errors.New(report.NoAnswer + " Use /Y to answer every question with Yes")

func newPrompt(screen *report.Screen, in io.Reader, person bool) *prompt {
	return &prompt{screen: screen, lines: bufio.NewReader(in), person: person}
}

// Allow asks whether the destination's object may be replaced, unless an earlier All has answered that. An All does not answer
// a question that was declined before. With nobody to ask it returns a *job.FatalError, since each of the remaining files
// would lead to the same question.
func (p *prompt) Allow(ctx context.Context, source, dest string, declined bool) (bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.all && !declined {
		return true, nil
	}
	answer, err := p.choose(ctx, report.OverwriteQuestion(source, dest), "Yes", "No", "All")
	if err != nil {
		return false, err
	}
	all := answer == "All"
	p.all = p.all || all
	if all && p.keepAll != nil {
		err = p.keepAll()
	}
	return answer != "No", err
}

// keep takes the answer All from the journal, and stores it there once it is given.
func (p *prompt) keep(j *journal.Journal) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.all, p.keepAll = j.Header().OverwriteAll, j.AnswerAll
}

// choose asks until the answer is one of the choices or an abbreviation of one, in any case.
func (p *prompt) choose(ctx context.Context, question string, choices ...string) (string, error) {
	if !p.person {
		return "", &job.FatalError{Err: fmt.Errorf("%s: %w", strings.TrimSpace(question), errNoAnswer)}
	}
	defer p.screen.Answered()
	for {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		if err := p.screen.Ask(question); err != nil {
			return "", &job.FatalError{Err: err}
		}
		line, err := p.readLine(ctx)
		if err != nil {
			p.screen.Abandoned()
			return "", err
		}
		for _, c := range choices {
			if line != "" && len(line) <= len(c) && strings.EqualFold(line, c[:len(line)]) {
				return c, nil
			}
		}
	}
}

// readLine returns the next line, or the context's error without waiting for it.
func (p *prompt) readLine(ctx context.Context) (string, error) {
	type result struct {
		line string
		err  error
	}
	read := make(chan result, 1)
	go func() {
		line, err := p.lines.ReadString('\n')
		read <- result{line, err}
	}()
	select {
	case r := <-read:
		if r.err != nil {
			return "", &job.FatalError{Err: errNoAnswer}
		}
		return strings.TrimSpace(r.line), nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
