package job

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"azcopy/internal/option"
	"azcopy/internal/plan"
	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"
	"azcopy/internal/storage/blob"
	"azcopy/internal/storage/local"
)

// ends are the two ends of a run, opened, and what is to be moved between them.
type ends struct {
	source           storage.Source
	dest             storage.Destination
	sourceAt, destAt storage.Location
	pattern          plan.Pattern
	// destName is the destination name of the one object that the source names; empty when it keeps its own, as all
	// objects of a folder or container do.
	destName string
	// unread are the files of the run itself, which are not copied, and unwritten those that are not replaced.
	unread, unwritten *local.Own
	transport         *azure.Transport // carries the requests of both ends
	data              string           // the folder of the embedded emulator, when it is used
	closers           []io.Closer
}

// close closes what was opened, the last first. Its error may mean that something was not written.
func (e *ends) close() error {
	if e.transport != nil {
		e.transport.Close()
	}
	var err error
	for _, c := range slices.Backward(e.closers) {
		err = errors.Join(err, c.Close())
	}
	return err
}

// openEnds opens both ends; nothing is created.
func openEnds(ctx context.Context, o option.Options, env Env) (_ *ends, err error) {
	e := &ends{}
	defer func() {
		if err != nil {
			err = errors.Join(err, e.close())
		}
	}()
	e.sourceAt, e.destAt = o.SourceAt, o.DestAt
	e.sourceAt.Delimiter = o.Delimiter
	if err := e.openTransport(ctx, o, env); err != nil {
		return nil, err
	}
	e.unread, e.unwritten = e.own(env)
	if err := e.openSource(ctx, o, env.Rules); err != nil {
		return nil, &StartError{Option: "Source", Err: err}
	}
	if err := e.openDest(o, env.Rules); err != nil {
		return nil, &StartError{Option: "Dest", Err: err}
	}
	if e.ontoItself() {
		return nil, &StartError{Option: "Dest", Err: errors.New("source and destination cannot be the same")}
	}
	return e, nil
}

// openTransport opens what carries the requests, which for the embedded emulator stay in this process.
func (e *ends) openTransport(ctx context.Context, o option.Options, env Env) error {
	options := azure.TransportOptions{Connections: operations(o)}
	if e.sourceAt.Embedded || e.destAt.Embedded {
		server, err := openEmbedded(ctx, env)
		if err != nil {
			return &StartError{Err: err}
		}
		e.closers = append(e.closers, server)
		e.data = server.folder
		options.Dial = server.dial
	} else if env.Getenv != nil {
		proxy, err := azure.ProxyFromEnvironment(env.Getenv)
		if err != nil {
			return &StartError{Err: err}
		}
		options.Proxy = proxy
	}
	e.transport = azure.NewTransport(options)
	return nil
}

// openSource opens the source, and finds out whether it names one object.
func (e *ends) openSource(ctx context.Context, o option.Options, rules plan.PathRules) error {
	single := o.Pattern == "" && !o.Recursive
	if e.sourceAt.Service == storage.Local {
		if is := e.unread.Holding(e.sourceAt.Path); is != "" {
			return storage.Errorf("list "+e.sourceAt.Path, storage.OwnFile, "it lies in %s", is)
		}
		if folder, name := rules.Split(e.sourceAt.Path); name != "" && local.IsFile(e.sourceAt.Path) {
			if !single {
				return fmt.Errorf("%s is a file; /S and /Pattern need a folder", e.sourceAt.Path)
			}
			e.one(folder, name)
		}
		if err := checkWildcards(e.sourceAt.Path, rules); err != nil {
			return err
		}
		e.source = local.NewSource(e.sourceAt.Path).With(e.sourceOptions(o))
	} else {
		if err := e.openSourceContainer(ctx, o, single); err != nil {
			return err
		}
	}
	if e.destName != "" {
		return nil
	}
	var err error
	e.pattern, err = plan.ParsePattern(o.Pattern, naming(e.sourceAt.Service, rules), o.Recursive)
	return err
}

func (e *ends) sourceOptions(o option.Options) local.SourceOptions {
	return local.SourceOptions{
		Attributes:  local.AttributeFilter{Archive: o.ArchiveOnly, Include: o.IncludeAttributes, Exclude: o.ExcludeAttributes},
		FollowLinks: o.FollowSymlinks,
		AllowGrowth: o.AllowGrowth,
		Own:         e.unread,
	}
}

// one makes the source's parent the source and selects the one object of this name.
func (e *ends) one(parent, name string) {
	if e.sourceAt.Service == storage.Local {
		e.sourceAt.Path = parent
	} else {
		e.sourceAt.Directory = parent
	}
	e.pattern, e.destName = plan.Exact(name), name
}

func (e *ends) openSourceContainer(ctx context.Context, o option.Options, single bool) error {
	credential, err := azure.NewCredential(e.sourceAt, o.SourceKey, o.SourceSAS)
	if err != nil {
		return err
	}
	separator := e.sourceAt.Separator()
	if directory := e.sourceAt.Directory; single && directory != "" && !strings.HasSuffix(directory, separator) {
		parent := e.sourceAt
		parent.Directory = directory[:lastPart(directory, separator)]
		if err := e.tryOne(ctx, o, parent, directory[len(parent.Directory):], credential); err != nil || e.source != nil {
			return err
		}
	}
	e.source, err = e.openReadable(o, e.sourceAt, credential)
	return err
}

// lastPart returns where the part behind the last separator begins.
func lastPart(directory, separator string) int {
	if i := strings.LastIndex(directory, separator); i >= 0 {
		return i + len(separator)
	}
	return 0
}

// tryOne makes the source the one blob of this name, if there is one. A credential that may not look for it may still
// list a virtual directory of the same name.
func (e *ends) tryOne(ctx context.Context, o option.Options, parent storage.Location, name string, c azure.Credential) error {
	container, err := e.openReadable(o, parent, c)
	if err != nil {
		return err
	}
	obj, err := container.Stat(ctx, name)
	switch kind := storage.KindOf(err); {
	case err == nil && !obj.IsFolder():
		e.one(parent.Directory, name)
		e.source = container
	case err == nil, kind == storage.NotFound, kind == storage.Denied:
		return nil
	}
	return err
}

// openReadable opens a container as a source.
func (e *ends) openReadable(o option.Options, l storage.Location, c azure.Credential) (*blob.Container, error) {
	container, err := e.openContainer(l, c)
	if err == nil && o.AllowGrowth {
		container = container.WithGrowth()
	}
	return container, err
}

func (e *ends) openContainer(l storage.Location, c azure.Credential) (*blob.Container, error) {
	return blob.New(azure.Endpoint{At: l, Credential: c, Transport: e.transport})
}

// openDest opens the destination. It is created later, once the source is known to be there.
func (e *ends) openDest(o option.Options, rules plan.PathRules) error {
	if err := plan.CheckName(naming(e.destAt.Service, rules), e.destAt.Directory); err != nil {
		return err
	}
	if e.destName != "" {
		if err := e.nameOne(rules); err != nil {
			return err
		}
	}
	if e.destAt.Service == storage.Local {
		if is := e.unwritten.Holding(e.destAt.Path); is != "" {
			return storage.Errorf("write into "+e.destAt.Path, storage.Other, "it lies in %s; name another folder", is)
		}
		folder := local.NewDestination(e.destAt.Path, o.PreserveModTime).Sparing(e.unwritten)
		e.closers = append(e.closers, folder)
		e.dest = folder
	} else {
		credential, err := azure.NewCredential(e.destAt, o.DestKey, o.DestSAS)
		if err != nil {
			return err
		}
		container, err := e.openContainer(e.destAt, credential)
		if err != nil {
			return err
		}
		e.dest = container.WithBlockSize(blockSize(o))
	}
	return nil
}

// nameOne decides what the one object is called at the destination: by its own name below a folder, a container or
// whatever ends in a separator, else by the destination's last part. Where the destination is a link to a file, it is that
// file.
func (e *ends) nameOne(rules plan.PathRules) error {
	e.destName = ""
	if e.destAt.Service == storage.Local {
		if _, name := rules.Split(e.destAt.Path); name == "" || local.IsFolder(e.destAt.Path) {
			return nil
		}
		file, err := local.Target(e.destAt.Path)
		if err != nil {
			return err
		}
		e.destAt.Path, e.destName = rules.Split(file)
		return nil
	}
	if directory := e.destAt.Directory; directory != "" && !strings.HasSuffix(directory, "/") {
		i := lastPart(directory, "/")
		e.destAt.Directory, e.destName = directory[:i], directory[i:]
	}
	return nil
}

// naming describes the names at a service.
func naming(s storage.Service, rules plan.PathRules) storage.Naming {
	if s == storage.Local {
		return local.Naming(rules.Windows)
	}
	return blob.Naming()
}
