package cli

import (
	"runtime"

	"azcopy/internal/job"
	"azcopy/internal/option"
)

// ownFiles returns the files that a run works with, so that it neither copies nor replaces them. The key belongs to all
// runs of the user, whether or not this one needs it.
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
	for _, path := range c.ResponseFiles {
		own = append(own, job.OwnFile{Path: path, Is: "the response file of this run", Copied: true})
	}
	return own
}
