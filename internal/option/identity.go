package option

// Identity returns the command line that identifies a run. It leaves out the secrets, and the options that change how a run
// is carried out but not what it does: /Y, /V, /Z and /NC.
func (o Options) Identity() string {
	return o.line(func(row Option) bool { return !row.resumes })
}

// Resumed returns the options of a stored command line. Options given with /Z replace the stored ones, and secrets that
// neither has come from the environment.
func (o Options) Resumed(given Options, getenv func(string) string) (Options, error) {
	o.Journal, o.JournalFolder = given.Journal, given.JournalFolder
	o.Quiet = o.Quiet || given.Quiet
	if given.Verbose {
		o.Verbose, o.VerboseFile = true, given.VerboseFile
	}
	if given.Concurrency > 0 {
		o.Concurrency = given.Concurrency
	}
	if given.SourceKey != "" || given.SourceSAS != "" {
		o.SourceKey, o.SourceSAS = given.SourceKey, given.SourceSAS
	}
	if given.DestKey != "" || given.DestSAS != "" {
		o.DestKey, o.DestSAS = given.DestKey, given.DestSAS
	}
	return o, asError(o.complete(getenv))
}

// HasSecrets reports whether the command line or the environment has a key or a SAS.
func (o Options) HasSecrets(getenv func(string) string) bool {
	if o.SourceKey != "" || o.DestKey != "" || o.SourceSAS != "" || o.DestSAS != "" {
		return true
	}
	for _, name := range []string{"AZCOPY_SOURCE_KEY", "AZCOPY_DEST_KEY", "AZCOPY_SOURCE_SAS", "AZCOPY_DEST_SAS"} {
		if getenv(name) != "" {
			return true
		}
	}
	return false
}
