package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"azcopy/internal/job"
	"azcopy/internal/option"
	"azcopy/internal/report"
)

// verboseLog is the log of /V, and its file.
type verboseLog struct {
	*report.Log
	file *os.File
}

// openVerbose opens the log that the options ask for and begins a session in it. Its errors are *job.StartError: a run
// whose log can't be written does not begin.
func openVerbose(env Env, o option.Options) (*verboseLog, error) {
	path, err := verboseFile(o, runtime.GOOS, env.Getenv)
	if err != nil {
		return nil, &job.StartError{Err: err}
	}
	log, err := beginVerbose(path, env, o)
	if err != nil {
		return nil, &job.StartError{Err: fmt.Errorf("%w; name another file with /V:file", err)}
	}
	return log, nil
}

// verboseFile returns the path of the log.
func verboseFile(o option.Options, goos string, getenv func(string) string) (string, error) {
	if o.VerboseFile != "" {
		return o.VerboseFile, nil
	}
	folder, err := stateFolder().path(goos, getenv)
	if err != nil {
		return "", fmt.Errorf("%w to keep the verbose log in; name a file with /V:file", err)
	}
	return filepath.Join(folder, "AzCopyVerbose.log"), nil
}

// beginVerbose creates the missing folders of the file, and opens it so that each write is appended, even while other
// processes write to it.
func beginVerbose(path string, env Env, o option.Options) (*verboseLog, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return nil, fmt.Errorf("create the folder of the verbose log: %w", err)
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return nil, fmt.Errorf("open the verbose log: %w", err)
	}
	log := &verboseLog{report.NewLog(&maskedWriter{file, env.secrets}, time.Now), file}
	if err := log.Begin(env.version(), product+" "+o.String()); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return log, nil
}

// end writes why the run was cut short, if it was, and closes the log. It returns the error to report, which is one of the
// log only when nothing else went wrong.
func (l *verboseLog) end(reason string, err error) error {
	var failed error
	if err != nil {
		failed = l.Line("ERROR", reason)
	}
	failed = errors.Join(failed, l.Flush(), l.file.Close())
	if err != nil {
		return err
	}
	return failed
}
