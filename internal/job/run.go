// Package job sets up and runs one run: from options to the two ends, the planner, the mover and the engine, and back to a
// summary.
package job

import (
	"context"
	"errors"
	"iter"
	"runtime"
	"sync"
	"time"

	"azcopy/internal/contenttype"
	"azcopy/internal/engine"
	"azcopy/internal/journal"
	"azcopy/internal/option"
	"azcopy/internal/plan"
	"azcopy/internal/report"
	"azcopy/internal/transfer"
)

// Env is what the caller gives a run besides the options.
type Env struct {
	Handler report.Handler
	// Getenv reads the environment, which may name an HTTP proxy; nil for none.
	Getenv func(string) string
	// Overwrite is asked about objects that exist at the destination, unless the options forbid questions.
	Overwrite transfer.Overwrite
	// EmulatorFolder returns the folder in which the embedded emulator keeps its data.
	EmulatorFolder func() (string, error)
	// ContentTypes returns the content types by extension. It is called when /SetContentType has no value.
	ContentTypes func() (contenttype.Types, error)
	// Rules are the path rules of the local file system.
	Rules plan.PathRules
	// Journal stores what is done, and holds what an earlier run left; nil for a run without one.
	Journal *journal.Journal
	// Own are the files of the run itself, such as its journal and log.
	Own []OwnFile
}

// Run copies what the options say and returns when every object is settled. The error is a *StartError when nothing was
// started, the context's when it was cancelled, and any other when the run was cut short. The summary is valid with any error.
// Objects that failed are not an error; the summary counts them.
func Run(ctx context.Context, o option.Options, env Env) (_ report.Summary, err error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	r := &recorder{handler: env.Handler, journal: newLedger(env.Journal), stop: stop}
	r.summary.ListOnly = o.ListOnly
	ends, err := openEnds(ctx, o, env, r.note)
	if err != nil {
		return report.Summary{}, err
	}
	defer func() {
		if closing := ends.close(); closing != nil {
			err = errors.Join(err, closing)
		}
	}()

	r.source, r.dest, r.started = ends.source.at, ends.dest.at, time.Now()
	if err := env.Handler.Handle(report.Started{Source: r.source, Dest: r.dest}); err != nil {
		return report.Summary{}, err
	}
	watching, stopWatching := context.WithCancel(ctx)
	var watcher sync.WaitGroup
	watcher.Go(func() { r.watch(watching) })
	err = move(ctx, o, env, ends, r)
	stopWatching()
	watcher.Wait()
	if cause := context.Cause(ctx); cause != nil {
		err = cause // and not an error that follows from it
	}

	if _, ok := errors.AsType[*StartError](err); ok {
		return report.Summary{}, err
	}
	return r.end(), err
}

// move plans and runs the transfers. It warns when there was nothing to plan, now or in an earlier run.
func move(ctx context.Context, o option.Options, env Env, ends *ends, r *recorder) error {
	types, err := contentType(o, env)
	if err != nil {
		return err
	}
	source, dest := ends.source, ends.dest
	copies := &transfer.Copy{
		Source: source.driver, Dest: dest.driver,
		SourceAt: source.at, DestAt: dest.at,
		ContentType: types, CheckMD5: o.CheckMD5,
		KeepTime: o.PreserveModTime, Meter: r,
	}
	if !o.Quiet {
		copies.Overwrite = env.Overwrite
	}
	planner := &plan.Planner{
		Source: ends.withoutTemporary(ends.withoutDest(source.driver), r.warn), Folders: source.folders, Dest: dest.driver,
		Pattern: ends.pattern, DestName: ends.destName,
		Snapshots: o.Snapshot, BlobType: dest.blobType,
		Filter: plan.Filter{ExcludeOlder: o.ExcludeOlder, ExcludeNewer: o.ExcludeNewer, Requests: operations(o)},
		Names:  plan.Names{From: source.naming, To: dest.naming, Delimiter: source.at.Separator(), Below: dest.at.Prefix()},
	}
	if err := moveAll(ctx, o, env, ends, copies, planner, r); err != nil || planner.LastID > planner.Own || ctx.Err() != nil {
		return err
	}
	text := nothingMatched(o, source.at, source.naming, planner.Own > 0)
	return r.warn(report.Warning{Code: report.NothingMatched, Object: source.at.String(), Text: text})
}

// moveAll moves, or lists, what the planner plans.
func moveAll(ctx context.Context, o option.Options, env Env, ends *ends, copies *transfer.Copy, planner *plan.Planner, r *recorder) error {
	if o.ListOnly {
		return list(ctx, started(planner.Entries(ctx), nil), planner, r)
	}
	prepare := func() error { return ends.dest.driver.Prepare(ctx) }
	config := engine.Config{Operations: operations(o), Memory: memory(operations(o))}
	var mover engine.Mover[plan.Entry] = copies
	if server := ends.serverCopy(copies); server != nil && !o.SyncCopy {
		mover, config.Entries = server, pendingCopies(config.Operations)
	}
	mover = distinct{mover, planner}
	if env.Journal == nil {
		return engine.Run(ctx, config, started(planner.Entries(ctx), prepare), mover, r)
	}
	config.Journal = env.Journal
	if err := recheck(env.Journal, ends.dest.driver, copies.Overwrite == nil, r.warn); err != nil {
		return &StartError{Err: err}
	}
	resumed, err := newResumption(r.journal, planner, copies.Overwrite == nil, r.warn)
	if err != nil {
		return &StartError{Err: err}
	}
	mover = transfer.Resumed{Mover: mover, Dest: ends.dest.driver, Planner: planner, Journal: r.journal, Recheck: resumed.recheck, Warnings: r}
	return engine.Run(ctx, config, started(resumed.entries(ctx), prepare), mover, r)
}

// started passes entries on, and calls prepare, unless it is nil, before the first one to be moved, so that a source that
// does not exist, or has nothing to move, creates no destination. An error before the source's first object is a *StartError.
func started(entries iter.Seq2[plan.Entry, error], prepare func() error) iter.Seq2[plan.Entry, error] {
	return func(yield func(plan.Entry, error) bool) {
		first, prepared := true, prepare == nil
		for e, err := range entries {
			if err != nil && e.ID == 0 && first {
				err = notStarted(err)
			}
			first = false
			if err == nil && !prepared {
				prepared = true
				if err := prepare(); err != nil {
					yield(plan.Entry{}, &StartError{Option: "Dest", Err: err})
					return
				}
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

// notStarted returns the *StartError for the end at which the listing could not start.
func notStarted(err error) *StartError {
	if _, dest := errors.AsType[*plan.DestError](err); dest {
		return &StartError{Option: "Dest", Err: err}
	}
	if _, unwritten := errors.AsType[*journal.WriteError](err); unwritten {
		return &StartError{Err: err}
	}
	return &StartError{Option: "Source", Err: err}
}

// operations returns /NC, or its default of eight for each core.
func operations(o option.Options) int {
	if o.Concurrency > 0 {
		return o.Concurrency
	}
	return min(8*runtime.NumCPU(), 512)
}

// memory returns the budget for buffers in bytes: one chunk of the usual size for each operation, within a bound that keeps
// the whole process below 300 MiB. Operations on small files use up the slots; those on large ones use up the bytes, and the
// bound allows enough bytes in flight to fill a link of 10 Gbit/s with 100 ms of latency.
func memory(operations int) int64 {
	const chunk, most = 4 << 20, 128 << 20
	return min(int64(operations)*chunk, most)
}

// blockSize returns /BlockSizeInMb in bytes, 0 when it is not given.
func blockSize(o option.Options) int64 { return int64(o.BlockSizeMB) << 20 }
