package journal

import (
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"azcopy/internal/framelog"
)

// InUseError reports that another process has the journal open.
type InUseError struct {
	Folder string
	PID    int // 0 when unknown
}

func (e *InUseError) Error() string {
	who := "another process"
	if e.PID != 0 {
		who = "the process " + strconv.Itoa(e.PID)
	}
	return fmt.Sprintf("the journal folder %s is in use by %s; wait for it to end, or give this run a journal folder of its own with /Z:<folder>", e.Folder, who)
}

// DamagedError reports a journal that can't be read, and where it is now.
type DamagedError struct {
	Path, Aside string
	Err         error
	kept        error // why it could not be set aside
}

func (e *DamagedError) Error() string {
	return fmt.Sprintf("the journal %s can't be resumed: %s; it is now called %s, and this run starts over", e.Path, clause(e.Err), filepath.Base(e.Aside))
}

// errClosed reports that the journal was closed.
var errClosed = errors.New("the journal is closed")

// WriteError reports that the journal can't be written any more.
type WriteError struct {
	Folder string
	Err    error
	// Kept is whether the journal holds enough of the run to resume it.
	Kept bool
}

// Error starts with the sentence of the classic AzCopy, which scripts look for.
func (e *WriteError) Error() string {
	text := fmt.Sprintf("An error occurred while writing the restart journal to \"%s\". Detailed error: %s. ", e.Folder, strings.TrimSuffix(e.Err.Error(), "."))
	if errors.Is(e.Err, framelog.ErrDamaged) {
		return text + "Run the same command line again: it sets the damaged journal aside and starts over"
	}
	if e.Kept {
		return text + "The run can be resumed with the same command line once the folder can be written again"
	}
	return text + "Another folder can be named with /Z:<folder>"
}

// Unwrap returns the cause.
func (e *WriteError) Unwrap() error { return e.Err }

// clause returns an error's text without a full stop, which Windows puts there, for use within a sentence.
func clause(err error) string { return strings.TrimRight(err.Error(), ". ") }
