package job

import (
	"context"
	"errors"
	"io"
	"slices"

	"azcopy/internal/option"
	"azcopy/internal/plan"
	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"
)

// ends are the opened ends of a run, and what is to be moved between them.
type ends struct {
	source  source
	dest    dest
	pattern plan.Pattern
	// destName is the destination name of a single object; empty when it keeps its own, as all objects of a folder or
	// container do.
	destName  string
	transport *azure.Transport // carries the requests of both ends
	data      string           // the folder of the embedded emulator; empty when it is not used
	closers   []io.Closer
}

// close closes everything that was opened, in reverse order. An error may mean that something was not written.
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

// openEnds opens both ends. It creates nothing. The destination reports its warnings through warn.
func openEnds(ctx context.Context, o option.Options, env Env, warn func(text string)) (_ *ends, err error) {
	e := &ends{}
	defer func() {
		if err != nil {
			err = errors.Join(err, e.close())
		}
	}()
	if err := e.openTransport(ctx, o, env); err != nil {
		return nil, &StartError{Err: err}
	}
	p := &places{options: o, rules: env.Rules, transport: e.transport, warn: warn}
	p.unread, p.unwritten = e.own(env)
	if env.Journal != nil {
		p.run = env.Journal.Header().Run
	}
	if err := e.open(ctx, p); err != nil {
		return nil, err
	}
	if e.ontoItself() {
		return nil, &StartError{Option: "Dest", Err: errors.New("source and destination cannot be the same")}
	}
	return e, nil
}

// openTransport opens the transport. Requests to the embedded emulator stay in this process.
func (e *ends) openTransport(ctx context.Context, o option.Options, env Env) error {
	options := azure.TransportOptions{Connections: operations(o)}
	if o.SourceAt.Embedded || o.DestAt.Embedded {
		server, err := openEmbedded(ctx, env)
		if err != nil {
			return err
		}
		e.closers = append(e.closers, server)
		e.data = server.folder
		options.Dial = server.dial
	} else if env.Getenv != nil {
		proxy, err := azure.ProxyFromEnvironment(env.Getenv)
		if err != nil {
			return err
		}
		options.Proxy = proxy
	}
	e.transport = azure.NewTransport(options)
	return nil
}

// open opens the source and the destination, and decides which objects are moved between them.
func (e *ends) open(ctx context.Context, p *places) error {
	var name string
	var err error
	if e.source, name, err = p.openSource(ctx); err != nil {
		return &StartError{Option: "Source", Err: err}
	}
	if e.pattern = plan.Exact(name); name == "" {
		e.pattern, err = plan.ParsePattern(p.options.Pattern, e.source.naming, p.options.Recursive)
	}
	if err != nil {
		return &StartError{Option: "Source", Err: err}
	}
	if e.dest, e.destName, err = p.openDest(name != ""); err != nil {
		return &StartError{Option: "Dest", Err: err}
	}
	if e.dest.closer != nil {
		e.closers = append(e.closers, e.dest.closer)
	}
	return nil
}

// EnvironmentSecrets returns the secrets that a run reads from the environment: the passwords of proxies.
func EnvironmentSecrets(getenv func(string) string) []storage.Secret {
	return azure.ProxySecrets(getenv)
}
