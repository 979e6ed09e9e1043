package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"time"

	"azcopy/internal/emulator"
	"azcopy/internal/emulator/auth"
	"azcopy/internal/job"
	"azcopy/internal/storage"
)

// emulatorOptions are those of "azcopy emulator".
type emulatorOptions struct {
	data                          string
	blobPort, tablePort, filePort uint
}

const emulatorUsage = `azcopy emulator [--data DIR] [--blob-port 10000] [--table-port 10002] [--file-port 10004]

Serves an emulator of Azure Storage at this machine's loopback address until it is interrupted. The account is
devstoreaccount1, which AzCopy knows the key of. Only the Blob service is emulated yet.

    --data DIR         keeps what is stored in this folder; without it, in memory
    --blob-port N      the port of the Blob service; 0 takes any that is free
    --table-port N     likewise for the Table service, which is not emulated yet
    --file-port N      likewise for the File service, which is not emulated yet
`

var errEmulatorHelp = errors.New("help is asked for")

// parseEmulator parses what follows "azcopy emulator".
func parseEmulator(args []string) (emulatorOptions, error) {
	var o emulatorOptions
	flags := flag.NewFlagSet("emulator", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&o.data, "data", "", "")
	flags.UintVar(&o.blobPort, "blob-port", 10000, "")
	flags.UintVar(&o.tablePort, "table-port", 10002, "")
	flags.UintVar(&o.filePort, "file-port", 10004, "")
	err := flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return o, errEmulatorHelp
	case err != nil:
		return o, &usageError{err}
	case flags.NArg() > 0:
		return o, &usageError{fmt.Errorf("%q is not an option", flags.Arg(0))}
	case o.blobPort > 65535:
		return o, &usageError{fmt.Errorf("--blob-port: %d is not a port; ports go up to 65535", o.blobPort)}
	}
	return o, nil
}

// usageError is a wrong command line of a command that has no table of options.
type usageError struct{ err error }

func (e *usageError) Error() string {
	return fmt.Sprintf(`%v. For more details, please type "azcopy emulator --help".`, e.err)
}

// runEmulator serves the emulator until the context ends.
func runEmulator(ctx context.Context, env Env, args []string) error {
	o, err := parseEmulator(args)
	if errors.Is(err, errEmulatorHelp) {
		_, err := io.WriteString(env.Stdout, emulatorUsage)
		return err
	}
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(env.Stderr, nil))
	// A folder in use is not waited for: who uses it may never end.
	opening, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	em, err := emulator.Open(opening, emulator.WithFolder(o.data), emulator.WithLog(log))
	if err != nil {
		return &job.StartError{Err: err}
	}
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(int(o.blobPort))))
	if err != nil {
		err = fmt.Errorf("%w; --blob-port can name another port, and 0 any that is free", err)
		return &job.StartError{Err: errors.Join(err, em.Close())}
	}
	fmt.Fprint(env.Stdout, pasteable(o, listener.Addr()))
	return errors.Join(serve(ctx, listener, em.Blob()), em.Close())
}

// serve serves until the context ends, and lets the requests that are in progress finish within a second.
func serve(ctx context.Context, listener net.Listener, h http.Handler) error {
	server := &http.Server{Handler: h, ReadHeaderTimeout: time.Minute}
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		err := server.Shutdown(grace)
		if errors.Is(err, context.DeadlineExceeded) {
			err = server.Close()
		}
		stopped <- err
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("the emulator stopped: %w", err)
	}
	return <-stopped
}

// pasteable returns what a person needs to use the emulator.
func pasteable(o emulatorOptions, addr net.Addr) string {
	endpoint := "http://" + addr.String() + "/" + storage.DevelopmentAccount
	where := "in memory, and is gone when the emulator ends"
	if o.data != "" {
		where = "in " + o.data
	}
	hint := ""
	if _, port, _ := net.SplitHostPort(addr.String()); port != "10000" {
		hint = " /DestType:Blob"
	}
	return fmt.Sprintf(`The Blob service of the emulator listens at %[1]s
What is stored is kept %[2]s.

Copy a folder into it:
    azcopy /Source:. /Dest:%[1]s/mycontainer%[3]s /S
Connection string for other programs:
    DefaultEndpointsProtocol=http;AccountName=%[4]s;AccountKey=%[5]s;BlobEndpoint=%[1]s;

Press Ctrl-C to end it.
`, endpoint, where, hint, storage.DevelopmentAccount, auth.DevelopmentKey)
}
