package cli

import (
	"context"
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"io"
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

// emulatorOptions are those of "azcopy emulator".
type emulatorOptions struct {
	data                          string
	blobPort, tablePort, filePort uint
	cert, key                     string
	accounts                      []string // NAME:KEY
}

const emulatorUsage = `azcopy emulator [--data DIR] [--blob-port 10000] [--table-port 10002] [--file-port 10004]
                [--account NAME:KEY]... [--cert FILE --key FILE]

Serves an emulator of Azure Storage at this machine's loopback address until it is interrupted. The account is
devstoreaccount1, which AzCopy knows the key of. Only the Blob service is emulated yet.

The port is an HTTP proxy too, which answers for every host itself: a program that has it in HTTP_PROXY and HTTPS_PROXY
reaches the emulator at the addresses of Azure Storage, such as https://NAME.blob.core.windows.net. HTTPS needs a
certificate that the program trusts, for example one for *.blob.core.windows.net that SSL_CERT_FILE names.

    --data DIR         keeps what is stored in this folder; without it, in memory
    --blob-port N      the port of the Blob service; 0 takes any that is free
    --table-port N     likewise for the Table service, which is not emulated yet
    --file-port N      likewise for the File service, which is not emulated yet
    --account NAME:KEY adds an account with this key, which is base64; may be given several times
    --cert FILE        the certificate, in PEM, with which the port speaks HTTPS beside HTTP
    --key FILE         the private key of the certificate, in PEM
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
	flags.StringVar(&o.cert, "cert", "", "")
	flags.StringVar(&o.key, "key", "", "")
	flags.Func("account", "", func(account string) error {
		o.accounts = append(o.accounts, account)
		return nil
	})
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
	case (o.cert == "") != (o.key == ""):
		return o, &usageError{errors.New("--cert and --key are given together or not at all")}
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
	accounts, err := o.accountOptions()
	if err != nil {
		return err
	}
	secure, err := o.certificate()
	if err != nil {
		return &job.StartError{Err: err}
	}
	log := slog.New(slog.NewTextHandler(env.Stderr, nil))
	// A folder in use is not waited for: who uses it may never end.
	opening, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	em, err := emulator.Open(opening, append(accounts, emulator.WithFolder(o.data), emulator.WithLog(log))...)
	if err != nil {
		return &job.StartError{Err: err}
	}
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(int(o.blobPort))))
	if err != nil {
		err = fmt.Errorf("%w; --blob-port can name another port, and 0 any that is free", err)
		return &job.StartError{Err: errors.Join(err, em.Close())}
	}
	fmt.Fprint(env.Stdout, pasteable(o, listener.Addr()))
	return errors.Join(serve(ctx, listener, gateway.New(em.Blob(), secure, log)), em.Close())
}

// accountOptions returns the accounts that are asked for. The error does not repeat a key.
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

// certificate reads the certificate and its key, and returns nil when none is asked for.
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

// serve serves until the context ends, and lets the requests that are in progress finish within a second.
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
	proxy := ""
	if o.cert != "" {
		proxy = fmt.Sprintf("At the product's own addresses, for programs that trust the certificate:\n    HTTPS_PROXY=http://%s\n", addr)
	}
	return fmt.Sprintf(`The Blob service of the emulator listens at %[1]s
What is stored is kept %[2]s.

Copy a folder into it:
    azcopy /Source:. /Dest:%[1]s/mycontainer%[3]s /S
Connection string for other programs:
    DefaultEndpointsProtocol=http;AccountName=%[4]s;AccountKey=%[5]s;BlobEndpoint=%[1]s;
%[6]s
Press Ctrl-C to end it.
`, endpoint, where, hint, storage.DevelopmentAccount, auth.DevelopmentKey, proxy)
}
