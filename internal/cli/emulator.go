package cli

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"time"

	"azcopy/internal/emulator"
	"azcopy/internal/emulator/auth"
	"azcopy/internal/emulator/gateway"
	"azcopy/internal/job"
	"azcopy/internal/storage"
)

// runEmulator serves the emulator until the context ends.
func runEmulator(ctx context.Context, env Env, args []string) error {
	o, err := parseEmulator(args)
	if errors.Is(err, errEmulatorHelp) {
		return unlessReaderGone(writeEmulatorUsage(env.Stdout))
	}
	if err != nil {
		return err
	}
	options, err := o.accountOptions()
	if err != nil {
		return err
	}
	secure, err := o.certificate()
	if err != nil {
		return &job.StartError{Err: err}
	}
	log := slog.New(slog.NewTextHandler(env.Stderr, nil))
	// Do not wait for a folder in use: the process that uses it may never end.
	opening, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	options = append(options, emulator.WithFolder(o.data), emulator.WithLog(log), emulator.WithCopySpeed(o.copySpeed),
		emulator.WithClock(func() time.Time { return time.Now().Add(o.clock) }))
	em, err := emulator.Open(opening, options...)
	if err != nil {
		return &job.StartError{Err: err}
	}
	blobs, err := listen("--blob-port", o.blobPort)
	if err != nil {
		return &job.StartError{Err: errors.Join(err, em.Close())}
	}
	files, err := listen("--file-port", o.filePort)
	if err != nil {
		return &job.StartError{Err: errors.Join(err, blobs.Close(), em.Close())}
	}
	em.Bind(blobs.Addr().String(), files.Addr().String())
	fmt.Fprint(env.Stdout, pasteable(o, blobs.Addr(), files.Addr()))
	err = serveAll(ctx, map[net.Listener]*gateway.Gateway{
		blobs: gateway.New(em.Blob(), secure, gateway.DefaultTimeouts(), log),
		files: gateway.New(em.File(), secure, gateway.DefaultTimeouts(), log),
	})
	return errors.Join(err, em.Close())
}

// listen listens at a port of the loopback address, which an option names.
func listen(option string, port int) (net.Listener, error) {
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return nil, fmt.Errorf("%w; %s can name another port, and 0 any that is free", storage.Clause(err), option)
	}
	return listener, nil
}

// accountOptions returns an option for each account of --account. The error does not repeat a key.
func (o emulatorOptions) accountOptions() ([]emulator.Option, error) {
	var options []emulator.Option
	check := auth.NewAccounts()
	for _, account := range o.accounts {
		name, key, ok := strings.Cut(account, ":")
		if !ok {
			return nil, &usageError{errors.New("--account: a name and a key are expected, with a colon between them")}
		}
		if err := check.Add(name, key); err != nil {
			return nil, &usageError{fmt.Errorf("--account: %w", err)}
		}
		options = append(options, emulator.WithAccount(name, key))
	}
	return options, nil
}

// certificate reads the certificate and its key, and returns nil when --cert is not given.
func (o emulatorOptions) certificate() (*tls.Config, error) {
	if o.cert == "" {
		return nil, nil
	}
	pair, err := tls.LoadX509KeyPair(o.cert, o.key)
	if err != nil {
		return nil, fmt.Errorf("the certificate of --cert and the key of --key can't be used: %w", err)
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}}, nil
}

// serveAll serves at each listener until the context ends or one fails.
func serveAll(ctx context.Context, gateways map[net.Listener]*gateway.Gateway) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ended := make(chan error)
	for listener, g := range gateways {
		go func() { ended <- serve(ctx, listener, g) }()
	}
	var all error
	for range gateways {
		all = errors.Join(all, <-ended)
		cancel()
	}
	return all
}

// serve serves until the context ends, and then gives requests in progress a second to finish.
func serve(ctx context.Context, listener net.Listener, g *gateway.Gateway) error {
	stopped := make(chan error, 1)
	ended := context.AfterFunc(ctx, func() {
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		stopped <- g.Shutdown(grace)
	})
	if err := g.Serve(listener); err != nil {
		ended()
		return fmt.Errorf("the emulator stopped: %w", err)
	}
	return <-stopped
}

// pasteable returns the text that says how to use the emulator.
func pasteable(o emulatorOptions, addr, files net.Addr) string {
	endpoint := "http://" + addr.String() + "/" + storage.DevelopmentAccount
	fileEndpoint := "http://" + files.String() + "/" + storage.DevelopmentAccount
	where := "in memory, and is lost when the emulator ends"
	if o.data != "" {
		where = "in " + o.data
	}
	hint := ""
	if _, port, _ := net.SplitHostPort(addr.String()); port != "10000" {
		hint = " /DestType:Blob"
	}
	proxy := ""
	if o.cert != "" {
		proxy = fmt.Sprintf("At the product's own addresses, for programs that trust the certificate:\n    HTTPS_PROXY=http://%s\n", addr)
	}
	return fmt.Sprintf(`The Blob service of the emulator listens at %[1]s
and the File service at %[7]s
The data is kept %[2]s.

Copy a folder into it:
    azcopy /Source:. /Dest:%[1]s/mycontainer%[3]s /S
Connection string for other programs:
    DefaultEndpointsProtocol=http;AccountName=%[4]s;AccountKey=%[5]s;BlobEndpoint=%[1]s;FileEndpoint=%[7]s;
%[6]s
Press Ctrl-C to end it.
`, endpoint, where, hint, storage.DevelopmentAccount, auth.DevelopmentKey, proxy, fileEndpoint)
}
