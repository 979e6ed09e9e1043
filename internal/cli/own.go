package cli

import (
	"io"
	"io/fs"
	"runtime"

	"azcopy/internal/job"
	"azcopy/internal/option"
)

// ownFiles returns the files that a run itself uses, so that it neither copies nor replaces them. They include the user's key
// even if this run does not need it.
func ownFiles(env Env, c option.Command, kept *journaling, log *verboseLog) []job.OwnFile {
	var own []job.OwnFile
	if kept.Journal != nil {
		for _, path := range kept.Files() {
			own = append(own, job.OwnFile{Path: path, Is: "the journal of this run"})
		}
	}
	if path := keyFile(runtime.GOOS, env.Getenv); path != "" {
		own = append(own, job.OwnFile{Path: path, Is: "the key that seals the secrets in journals"})
	}
	if log != nil {
		own = append(own, job.OwnFile{Path: log.file.Name(), Is: "the log of this run"})
	}
	if info := fileOf(env.Stdout); info != nil {
		own = append(own, job.OwnFile{Info: info, Is: "the file that standard output goes to"})
	}
	if info := fileOf(env.Stderr); info != nil {
		own = append(own, job.OwnFile{Info: info, Is: "the file that the error output goes to"})
	}
	for _, path := range c.ResponseFiles {
		own = append(own, job.OwnFile{Path: path, Is: "the response file of this run", Copied: true})
	}
	return own
}

// fileOf describes the file that a stream goes to. It returns nil when that is not a file, as in a test, or Stat fails.
func fileOf(stream io.Writer) fs.FileInfo {
	if w, ok := stream.(*maskedWriter); ok {
		stream = w.Writer
	}
	file, ok := stream.(interface{ Stat() (fs.FileInfo, error) })
	if !ok {
		return nil
	}
	info, err := file.Stat()
	if err != nil {
		return nil
	}
	return info
}
