package cli

import (
	"io"

	"azcopy/internal/job"
	"azcopy/internal/option"
	"azcopy/internal/storage"
)

// maskedWriter removes the run's secrets from text that leaves the program, through the console or the verbose log. It finds
// them by their value, however they came into the text: a server may have quoted them, or listed a blob of that name. Each
// write must hold complete lines, as those of messages and of the log do.
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

// masked returns the environment with output streams that remove secrets.
func (env Env) masked() Env {
	env.secrets = storage.NewRedactor(job.EnvironmentSecrets(env.Getenv)...)
	env.Stdout = &maskedWriter{env.Stdout, env.secrets}
	env.Stderr = &maskedWriter{env.Stderr, env.secrets}
	return env
}

// hide adds the secrets of the options to those that are removed. A SAS may also be part of a URL.
func (env Env) hide(o option.Options) {
	env.secrets.Add(o.SourceKey, o.DestKey)
	for _, text := range []storage.Secret{o.SourceSAS, o.DestSAS, storage.Secret(o.Source), storage.Secret(o.Dest)} {
		env.secrets.AddSAS(text)
	}
}
