package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"azcopy/internal/job"
	"azcopy/internal/option"
	"azcopy/internal/regular"
	"azcopy/internal/report"
	"azcopy/internal/storage"
)

// verboseLog is the log of /V, and its file.
type verboseLog struct {
	*report.Log
	file *os.File
}

// openVerbose opens the log that the options ask for and starts a session in it. Its errors are *job.StartError: a run whose
// log can't be written does not start.
func openVerbose(env Env, o option.Options) (*verboseLog, error) {
	path, err := verboseFile(o, runtime.GOOS, env.Getenv)
	if err != nil {
		return nil, &job.StartError{Err: err}
	}
	log, err := beginVerbose(path, env, o)
	if err != nil {
		return nil, &job.StartError{Err: fmt.Errorf("%w; name another file with /V:file", storage.Clause(err))}
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
	file, err := openLogFile(path, o.VerboseFile != "")
	if err != nil {
		return nil, fmt.Errorf("open the verbose log: %w", err)
	}
	log := &verboseLog{report.NewLog(env.logWriter(file), time.Now), file}
	if err := log.Handle(report.Session{Version: env.version(), CommandLine: product + " " + o.String()}); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return log, nil
}

// logWriter returns the writer for the log's file. If the console's output goes to the same file, it is that stream: otherwise
// the stream would overwrite lines of the log, since it keeps its own position in the file.
func (env Env) logWriter(file *os.File) io.Writer {
	info, err := file.Stat()
	for _, stream := range []io.Writer{env.Stdout, env.Stderr} {
		if there := fileOf(stream); err == nil && there != nil && there.Mode().IsRegular() && os.SameFile(info, there) {
			return stream
		}
	}
	return &maskedWriter{file, env.secrets}
}

// openLogFile opens a log so that each write is appended, and never blocks. A log that the user names may be a link or a
// device, such as /dev/stderr; the default one must be a regular file.
func openLogFile(path string, named bool) (*os.File, error) {
	const flags = os.O_APPEND | os.O_CREATE | os.O_WRONLY
	if !named {
		return regular.OpenFile(path, flags, 0o666)
	}
	file, err := os.OpenFile(path, flags|regular.NoWait, 0o666)
	if info, looking := os.Stat(path); err != nil && looking == nil && info.Mode()&fs.ModeNamedPipe != 0 {
		return nil, fmt.Errorf("nobody reads from the pipe %s", path)
	}
	return file, err
}

// close flushes the log and closes its file.
func (l *verboseLog) close() error { return errors.Join(l.Flush(), l.file.Close()) }
