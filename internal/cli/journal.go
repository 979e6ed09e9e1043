package cli

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"azcopy/internal/boot"
	"azcopy/internal/job"
	"azcopy/internal/journal"
	"azcopy/internal/option"
	"azcopy/internal/plan"
	"azcopy/internal/report"
	"azcopy/internal/seal"
	"azcopy/internal/storage"
)

// journaling is the journal of a run, from its opening to its removal or closing at the end of the run.
type journaling struct {
	*journal.Journal // nil for a run without one
	told             *notices
	fresh            bool // it holds nothing from an earlier run
	person           bool // there is a terminal, with someone to read it
}

// openJournal opens the journal of a run and decides what to do with its contents. It returns the options of the run,
// which are those of the earlier run when /Z alone resumes it. Without /Z, a run whose journal can't be opened or begun warns
// and continues without one, unless it was to take the place of another run's; any other failure is a *job.StartError.
func openJournal(ctx context.Context, env Env, o option.Options, told *notices, q *prompt) (*journaling, option.Options, error) {
	none := &journaling{told: told}
	if o.ListOnly {
		return none, o, nil
	}
	j, err := openJournalFolder(env, o)
	if damaged, ok := errors.AsType[*journal.DamagedError](err); ok {
		err = told.Warning(sentence(damaged.Error()))
	}
	_, inUse := errors.AsType[*journal.InUseError](err)
	switch {
	case err != nil && !inUse && !o.Journal:
		return none, o, warnOfNone(told, err)
	case err != nil:
		return none, o, &job.StartError{Err: err}
	}
	d := &decision{journal: j, env: env, told: told, questions: q}
	run, err := d.decide(ctx, o)
	_, unwritten := errors.AsType[*journal.WriteError](err)
	switch {
	case unwritten && !o.Journal && !j.Resumes():
		_ = j.Remove() // it is empty, and a folder in which nothing can be written need not let go of it
		return none, o, warnOfNone(told, err)
	case err != nil && !j.Resumes():
		return none, o, errors.Join(err, j.Remove()) // it is empty
	case err != nil:
		return none, o, errors.Join(err, j.Close())
	}
	q.keep(j)
	return &journaling{Journal: j, told: told, fresh: !j.Resumes(), person: q.person}, run, nil
}

// warnOfNone says why a run has no journal.
func warnOfNone(told *notices, err error) error {
	return told.Warning(sentence(fmt.Sprintf("This run could not be resumed: %v", err)))
}

func openJournalFolder(env Env, o option.Options) (*journal.Journal, error) {
	folder := o.JournalFolder
	if folder == "" {
		var err error
		if folder, err = stateFolder().path(runtime.GOOS, env.Getenv); err != nil {
			return nil, fmt.Errorf("%w to keep the journal in; name a folder with /Z:<folder>", err)
		}
	}
	return journal.Open(folder, journal.Options{Written: env.JournalWritten})
}

// end removes the journal of a run that is complete, even if its summary could not be printed, and keeps that of any
// other. It returns the error to report.
func (j *journaling) end(s report.Summary, err error) error {
	_, notStarted := errors.AsType[*job.StartError](err)
	switch {
	case j.Journal == nil:
		return cmp.Or(err, s.Unprinted)
	case err == nil && s.Failed == 0, notStarted && j.fresh:
		return errors.Join(cmp.Or(err, s.Unprinted), j.Remove())
	}
	var closing error
	if err == nil {
		h := j.Header()
		h.State = journal.Ended
		closing = j.Amend(h)
	}
	closing = errors.Join(closing, j.Close())
	switch {
	case err != nil: // which includes an error of the journal, or matters more
		return err
	case s.Unprinted != nil:
		return s.Unprinted
	case !j.person:
		return closing
	}
	return errors.Join(closing, j.told.Warning(fmt.Sprintf(
		"What failed is kept in the journal directory \"%s\": the same command line, or /Z alone, tries it again, and copies what is new.", j.Folder())))
}

// decision is the choice of what to do with an open journal.
type decision struct {
	journal   *journal.Journal
	env       Env
	told      *notices
	questions *prompt
}

// decide returns the options of the run, and makes the journal ready for it.
func (d *decision) decide(ctx context.Context, o option.Options) (option.Options, error) {
	switch {
	case o.Resumes() && !d.journal.Resumes():
		return o, &job.StartError{Err: fmt.Errorf("there is no run to resume in the journal directory \"%s\"; give /Source and /Dest", d.journal.Folder())}
	case o.Resumes():
		return d.stored(ctx, o)
	case !d.journal.Resumes():
		return o, d.begin(ctx, o)
	case d.journal.Header().Command == identity(o):
		return o, d.same(ctx, o)
	}
	if err := d.askToReplace(ctx, o); err != nil {
		return o, err
	}
	return o, d.begin(ctx, o)
}

// askToReplace asks whether the journal of another command line may be discarded.
func (d *decision) askToReplace(ctx context.Context, o option.Options) error {
	for _, line := range []string{
		fmt.Sprintf("The command line \"%s\" in the journal file \"%s\" is different from your input.", d.journal.Header().Shown, d.journal.Path()),
		fmt.Sprintf("Incomplete operation with different command line detected at the journal directory \"%s\".", d.journal.Folder()),
	} {
		if err := d.told.Warning(line); err != nil {
			return err
		}
	}
	if o.Quiet {
		return nil
	}
	const question = "Do you want to overwrite the journal file to start a new operation? " +
		"Choose Yes to overwrite it, choose No to cancel this operation. (Yes/No) "
	answer, err := d.questions.choose(ctx, question, "Yes", "No")
	switch {
	case err != nil:
		const instead = "To complete that run first, give its command line, or /Z alone. " +
			"To keep both runs, give this one a journal folder of its own, with /Z:<folder>."
		return &job.StartError{Err: fmt.Errorf("%w. %s", err, instead)}
	case answer == "No":
		return &job.StartError{Err: errors.New("the operation was cancelled; the journal is as it was, and /Z alone resumes its run")}
	}
	return nil
}

// same tells that the command line resumes its run.
func (d *decision) same(ctx context.Context, o option.Options) error {
	err := d.told.Tell(fmt.Sprintf(
		"Incomplete operation with same command line detected at the journal directory \"%s\", AzCopy will start to resume.", d.journal.Folder()))
	if err != nil || secretsOf(o) == (secrets{}) {
		return err
	}
	former, err := d.unseal(ctx)
	if err != nil {
		former = secrets{} // and the new ones take their place
	}
	return d.reseal(ctx, former, o)
}

// secrets are the keys and SAS of a command line, which the journal keeps sealed.
type secrets struct{ SourceKey, DestKey, SourceSAS, DestSAS string }

func secretsOf(o option.Options) secrets {
	return secrets{o.SourceKey.Reveal(), o.DestKey.Reveal(), o.SourceSAS.Reveal(), o.DestSAS.Reveal()}
}

// replaced returns the secrets with those of each end for which there are newer ones.
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

// begin starts the journal of a new run.
func (d *decision) begin(ctx context.Context, o option.Options) error {
	kept := absolute(o)
	s := secretsOf(kept)
	kept.SourceKey, kept.DestKey, kept.SourceSAS, kept.DestSAS = "", "", "", ""
	h := journal.Header{Command: identity(o), Shown: product + " " + o.String(), Run: rand.Text(), Boot: boot.ID()}
	var err error
	if h.Options, err = json.Marshal(kept); err != nil {
		return &job.StartError{Err: fmt.Errorf("keep the command line: %w", err)}
	}
	if s != (secrets{}) {
		h.NeedsSecrets = true
		if h.Sealed, err = d.seal(ctx, s); err != nil {
			return err
		}
	}
	if err := d.journal.Begin(h); err != nil {
		return &job.StartError{Err: err}
	}
	return nil
}

// seal returns the secrets sealed. Where there is no key to seal them with, it returns nil and warns: the run can go on,
// but to resume it the secrets must be given again. The error is that of the warning.
func (d *decision) seal(ctx context.Context, s secrets) ([]byte, error) {
	text, err := json.Marshal(s)
	if err != nil {
		return nil, &job.StartError{Err: fmt.Errorf("keep the keys: %w", err)}
	}
	sealed, err := secretBox(runtime.GOOS, d.env.Getenv).Seal(ctx, text, purpose)
	if err != nil {
		return nil, d.told.Warning(fmt.Sprintf("The journal can't keep the keys of this run: %v. /Z alone will need the keys again.", storage.Clause(err)))
	}
	return sealed, nil
}

// reseal keeps the secrets that a run is resumed with in place of the former ones of the same ends, so that /Z alone has
// the newest.
func (d *decision) reseal(ctx context.Context, former secrets, o option.Options) error {
	s := former.replaced(secretsOf(o))
	if s == former {
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

// stored returns the options of the run in the journal. Options given with /Z take precedence over the stored ones.
func (d *decision) stored(ctx context.Context, given option.Options) (option.Options, error) {
	h := d.journal.Header()
	var o option.Options
	// Options of another version of the program, and paths that are not UTF-8, may not be what they were.
	if err := json.Unmarshal(h.Options, &o); err != nil || identity(o) != h.Command {
		return o, &job.StartError{Err: fmt.Errorf("the command line in %s can't be read; give /Source and /Dest", d.journal.Path())}
	}
	if err := o.Unsupported(); err != nil {
		return o, err
	}
	former, err := d.unseal(ctx)
	if err != nil && !given.HasSecrets(d.env.Getenv) {
		return o, &job.StartError{Err: err}
	}
	o.SourceKey, o.DestKey = storage.Secret(former.SourceKey), storage.Secret(former.DestKey)
	o.SourceSAS, o.DestSAS = storage.Secret(former.SourceSAS), storage.Secret(former.DestSAS)
	if o, err = o.Resumed(given, d.env.Getenv); err != nil {
		return o, err
	}
	if err := d.reseal(ctx, former, o); err != nil {
		return o, err
	}
	return o, d.told.Tell(fmt.Sprintf("Resuming the operation in the journal directory \"%s\": %s", d.journal.Folder(), h.Shown))
}

// unseal returns the secrets of the run in the journal, none when it has none.
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

// secretBox returns the box that seals the secrets of journals, with a key in the keyring or in a file that is not in any
// journal's folder.
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

// keyFile returns the path of the key that seals secrets where no keyring does, empty where it has no place.
func keyFile(goos string, getenv func(string) string) string {
	folder, err := keyFolder().path(goos, getenv)
	if err != nil {
		return ""
	}
	return filepath.Join(folder, "journal.key")
}

// identity is the command line by which the same run is recognised: in either spelling and from any folder. It is valid
// UTF-8, even if a path is not.
func identity(o option.Options) string {
	line := folders(absolute(o), localRules()).Identity()
	if !utf8.ValidString(line) {
		return strconv.QuoteToASCII(line)
	}
	return line
}

// folders returns the options of a recursive copy with a separator at the end of both places: there it means nothing, since
// only folders and what is like them are copied so.
func folders(o option.Options, rules plan.PathRules) option.Options {
	if !o.Recursive {
		return o
	}
	for _, end := range []struct {
		place *string
		hint  storage.Service
	}{{&o.Source, o.SourceType}, {&o.Dest, o.DestType}} {
		l, err := storage.ParseLocation(*end.place, end.hint)
		switch {
		case err != nil:
		case l.Service == storage.Local && rules.Windows:
			*end.place = rules.Folder(strings.ReplaceAll(*end.place, "/", `\`))
		case l.Service == storage.Local:
			*end.place = rules.Folder(*end.place)
		default:
			*end.place = strings.TrimSuffix(*end.place, "/") + "/"
		}
	}
	return o
}

// absolute returns the options with absolute local paths. A path that only a folder can have keeps that form.
func absolute(o option.Options) option.Options {
	rules := localRules()
	for _, end := range []struct {
		path *string
		hint storage.Service
	}{{&o.Source, o.SourceType}, {&o.Dest, o.DestType}} {
		l, err := storage.ParseLocation(*end.path, end.hint)
		if err != nil || l.Service != storage.Local {
			continue
		}
		path, err := filepath.Abs(l.Path)
		if err != nil {
			continue
		}
		if _, name := rules.Split(l.Path); name == "" {
			path = rules.Folder(path) // which a file can't be taken for
		}
		*end.path = path
	}
	return o
}

// localRules are the path rules of this system.
func localRules() plan.PathRules { return plan.PathRules{Windows: runtime.GOOS == "windows"} }
