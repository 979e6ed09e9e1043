package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"azcopy/internal/option"
	"azcopy/internal/report"
)

// emulatorOptions are the options of "azcopy emulator".
type emulatorOptions struct {
	data      string
	blobPort  int
	filePort  int
	cert, key string
	accounts  []string // NAME:KEY
	copySpeed int64    // bytes a second; 0 for at once
	clock     time.Duration
}

// flags returns the options, which set the fields of o. An option without help is not supported yet. No error repeats a key.
func (o *emulatorOptions) flags() *flag.FlagSet {
	f := flag.NewFlagSet("azcopy emulator", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.Func("data", "stores the data in the folder `DIR`; without it, in memory", o.setData)
	f.Func("blob-port", "serves the Blob service at port `N`, 10000 by default; 0 takes any that is free", setPort(&o.blobPort))
	f.Func("file-port", "serves the File service at port `N`, 10004 by default, or any that is free if the Blob service takes such a one", setPort(&o.filePort))
	f.Func("account", "adds the account `NAME:KEY`, whose key is base64; may be given several times", o.addAccount)
	f.StringVar(&o.cert, "cert", "", "serves HTTPS as well as HTTP with the certificate in `FILE`, in PEM")
	f.StringVar(&o.key, "key", "", "has the private key of the certificate in `FILE`, in PEM")
	f.Func("copy-speed", "makes the service copy `BYTES` a second; without it, a copy is complete at once", o.setSpeed)
	f.DurationVar(&o.clock, "clock-offset", 0, "sets the service's clock ahead by `DURATION`, such as 90s, or behind, as by -1h")
	f.Func("table-port", "", func(string) error { return errors.New("the Table service is not emulated yet") })
	return f
}

func (o *emulatorOptions) setData(path string) error {
	if strings.HasPrefix(path, "-") {
		return errors.New("it is an option; write ./ before the name of such a folder")
	}
	o.data = path
	return option.CheckPath(path)
}

// addAccount never fails: the error would repeat the key. The emulator refuses accounts that it can't have.
func (o *emulatorOptions) addAccount(account string) error {
	o.accounts = append(o.accounts, account)
	return nil
}

func (o *emulatorOptions) setSpeed(text string) (err error) {
	o.copySpeed, err = strconv.ParseInt(text, 10, 64)
	if err != nil || o.copySpeed < 0 {
		return errors.New("a speed is a whole number of bytes a second")
	}
	return nil
}

func setPort(field *int) func(string) error {
	return func(text string) error {
		n, err := strconv.ParseUint(text, 10, 16)
		if err != nil {
			return errors.New("a port is a whole number from 0 to 65535")
		}
		*field = int(n)
		return nil
	}
}

const emulatorSynopsis = `azcopy emulator [--data DIR] [--blob-port N] [--file-port N] [--account NAME:KEY]...
                [--cert FILE --key FILE] [--copy-speed BYTES] [--clock-offset DURATION]

Serves an emulator of Azure Storage at this machine's loopback address until it is interrupted. The account is
devstoreaccount1, whose key AzCopy knows. The Blob and the File service are emulated.

Each port also is an HTTP proxy that answers for every host itself: a program whose HTTP_PROXY and HTTPS_PROXY name one
reaches the emulator at the addresses of Azure Storage, such as https://NAME.blob.core.windows.net. HTTPS needs a
certificate that the program trusts, for example one for *.blob.core.windows.net that SSL_CERT_FILE names.

`

// writeEmulatorUsage writes the help of "azcopy emulator".
func writeEmulatorUsage(w io.Writer) error {
	var b strings.Builder
	b.WriteString(emulatorSynopsis)
	new(emulatorOptions).flags().VisitAll(func(f *flag.Flag) {
		if f.Usage != "" {
			value, help := flag.UnquoteUsage(f)
			fmt.Fprintf(&b, "    %-23s %s\n", "--"+f.Name+" "+value, help)
		}
	})
	_, err := io.WriteString(w, b.String())
	return err
}

// errEmulatorHelp reports that the command line asks for help.
var errEmulatorHelp = errors.New("help was requested")

// usageError reports a wrong command line of "azcopy emulator".
type usageError struct{ err error }

func (e *usageError) Error() string {
	return report.Sentence(e.err.Error()) + ` For more details, please type "azcopy emulator --help".`
}

// parseEmulator parses the arguments after "azcopy emulator". Its errors are errEmulatorHelp and *usageError, which never
// repeats a value that may be a key.
func parseEmulator(args []string) (emulatorOptions, error) {
	o := emulatorOptions{blobPort: 10000, filePort: -1}
	flags := o.flags()
	err := flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp), slices.Contains(args, "/?"):
		return o, errEmulatorHelp
	case err != nil:
		return o, &usageError{err}
	case flags.NArg() > 0:
		return o, &usageError{fmt.Errorf("argument %d does not begin with the name of an option", len(args)-flags.NArg()+2)} // the first is "emulator"
	case (o.cert == "") != (o.key == ""):
		return o, &usageError{errors.New("give both --cert and --key, or neither")}
	}
	if o.filePort < 0 && o.blobPort > 0 {
		o.filePort = 10004
	}
	o.filePort = max(o.filePort, 0)
	return o, nil
}
