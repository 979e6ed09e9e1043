package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"runtime"
	"time"

	"azcopy/internal/job"
	"azcopy/internal/option"
	"azcopy/internal/report"
	"azcopy/internal/seal"
	"azcopy/internal/storage"
)

// secrets are the keys and SAS of a command line. The journal stores them sealed.
type secrets struct{ SourceKey, DestKey, SourceSAS, DestSAS string }

func secretsOf(o option.Options) secrets {
	return secrets{o.SourceKey.Reveal(), o.DestKey.Reveal(), o.SourceSAS.Reveal(), o.DestSAS.Reveal()}
}

// replaced returns the secrets, with the newer ones for each end that has any.
func (s secrets) replaced(newer secrets) secrets {
	if newer.SourceKey != "" || newer.SourceSAS != "" {
		s.SourceKey, s.SourceSAS = newer.SourceKey, newer.SourceSAS
	}
	if newer.DestKey != "" || newer.DestSAS != "" {
		s.DestKey, s.DestSAS = newer.DestKey, newer.DestSAS
	}
	return s
}

// purpose binds what is sealed to the journal.
const purpose = "azcopy journal"

// seal seals the secrets. When there is no key to seal them with, it warns and returns nil: the run can continue, but to
// resume it the secrets must be given again. The error is that of the warning.
func (d *decision) seal(ctx context.Context, s secrets) ([]byte, error) {
	text, err := json.Marshal(s)
	if err != nil {
		return nil, &job.StartError{Err: fmt.Errorf("keep the keys: %w", err)}
	}
	sealed, err := secretBox(runtime.GOOS, d.env.Getenv).Seal(ctx, text, purpose)
	if err != nil {
		return nil, d.handler.warn(report.KeysNotKept, fmt.Sprintf("The journal can't keep the keys of this run: %v. /Z alone will need the keys again.", storage.Clause(err)))
	}
	return sealed, nil
}

// reseal stores the secrets of a resumed run, which replace the previous ones of the same ends, so that /Z alone uses the
// newest.
func (d *decision) reseal(ctx context.Context, previous secrets, o option.Options) error {
	s := previous.replaced(secretsOf(o))
	if s == previous {
		return nil
	}
	h := d.journal.Header()
	h.NeedsSecrets = true
	var err error
	if h.Sealed, err = d.seal(ctx, s); err != nil {
		return err
	}
	if err := d.journal.Amend(h); err != nil {
		return &job.StartError{Err: err}
	}
	return nil
}

// unseal returns the secrets of the run in the journal, which may have none.
func (d *decision) unseal(ctx context.Context) (secrets, error) {
	h := d.journal.Header()
	if !h.NeedsSecrets {
		return secrets{}, nil
	}
	text, err := secretBox(runtime.GOOS, d.env.Getenv).Open(ctx, h.Sealed, purpose)
	if err != nil {
		const again = "give them again, with /SourceKey, /DestKey, /SourceSAS or /DestSAS, or in the environment"
		return secrets{}, fmt.Errorf("the keys of the run in %s can't be read: %w; "+again, d.journal.Path(), storage.Clause(err))
	}
	var s secrets
	if err := json.Unmarshal(text, &s); err != nil {
		return secrets{}, fmt.Errorf("the keys of the run in %s can't be read; give them again", d.journal.Path())
	}
	return s, nil
}

// keyringPatience is how long a keyring may take to answer. One that waits for a person to unlock it is not used.
const keyringPatience = 3 * time.Second

// secretBox returns the box that seals the secrets of journals. Its key is in the keyring, or in a file outside the journal's
// folder.
func secretBox(goos string, getenv func(string) string) *seal.Box {
	var stores []seal.Store
	if seal.Reachable(goos, getenv) {
		stores = append(stores, seal.Keyring{Service: "azcopy", User: "journal", Patience: keyringPatience})
	}
	if path := keyFile(goos, getenv); path != "" {
		stores = append(stores, seal.File{Path: path})
	}
	return seal.NewBox(stores...)
}

// keyFile returns the path of the key that seals secrets when there is no keyring. It is empty without a home folder.
func keyFile(goos string, getenv func(string) string) string {
	folder, err := keyFolder().path(goos, getenv)
	if err != nil {
		return ""
	}
	return filepath.Join(folder, "journal.key")
}
