package cli

import (
	"io"

	"azcopy/internal/job"
	"azcopy/internal/option"
	"azcopy/internal/storage"
)

// maskedWriter is where text leaves the program: the console, and the file of the verbose log. The run's secrets are removed
// from it by their value, however they came into it: a server may have quoted them, or have listed a blob of that name. It
// relies on writes of whole lines, which those of messages and of the log are.
type maskedWriter struct {
	io.Writer
	secrets *storage.Redactor
}

// Write writes the text without the secrets.
func (w *maskedWriter) Write(p []byte) (int, error) {
	if _, err := io.WriteString(w.Writer, w.secrets.Redact(string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// masked returns the environment with streams that no secret leaves by.
func (env Env) masked() Env {
	env.secrets = storage.NewRedactor(job.EnvironmentSecrets(env.Getenv)...)
	env.Stdout = &maskedWriter{env.Stdout, env.secrets}
	env.Stderr = &maskedWriter{env.Stderr, env.secrets}
	return env
}

// hide adds the secrets of the options. A SAS may also stand in a URL.
func (env Env) hide(o option.Options) {
	env.secrets.Add(o.SourceKey, o.DestKey)
	for _, text := range []storage.Secret{o.SourceSAS, o.DestSAS, storage.Secret(o.Source), storage.Secret(o.Dest)} {
		env.secrets.AddSAS(text)
	}
}
