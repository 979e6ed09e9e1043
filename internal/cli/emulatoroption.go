package cli

import (
	"errors"
	"fmt"
	"io"
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

// emulatorOption is one of them: --name and its value, which is the next argument or follows a =.
type emulatorOption struct {
	name, value string
	help        string // empty when not yet supported
	set         func(value string) error
}

// table returns the options, whose set functions set the fields of o.
func (o *emulatorOptions) table() []emulatorOption {
	return []emulatorOption{
		{"data", "DIR", "stores the data in this folder; without it, in memory", setPath(&o.data)},
		{"blob-port", "N", "the port of the Blob service, 10000 by default; 0 takes any that is free", setPort(&o.blobPort)},
		{"file-port", "N", "the port of the File service, 10004 by default, or any that is free if the Blob service takes such a one", setPort(&o.filePort)},
		{"account", "NAME:KEY", "adds an account with this key, which is base64; may be given several times",
			func(v string) error { o.accounts = append(o.accounts, v); return nil }},
		{"cert", "FILE", "the certificate, in PEM, with which the ports serve HTTPS as well as HTTP", setText(&o.cert)},
		{"key", "FILE", "the private key of the certificate, in PEM", setText(&o.key)},
		{"copy-speed", "BYTES", "how many bytes a second the service copies; without it, a copy is complete at once", setSpeed(&o.copySpeed)},
		{"clock-offset", "DURATION", "how far the service's clock is ahead, such as 90s, or -1h when it is behind", setDuration(&o.clock)},
		{"table-port", "N", "", func(string) error { return errors.New("the Table service is not emulated yet") }},
	}
}

func setText(field *string) func(string) error {
	return func(v string) error { *field = v; return nil }
}

func setPath(field *string) func(string) error {
	return func(v string) error { *field = v; return option.CheckPath(v) }
}

func setPort(field *int) func(string) error {
	return func(v string) error {
		n, err := strconv.ParseUint(v, 10, 16)
		if err != nil {
			return fmt.Errorf(`"%s" is not a port, a whole number from 0 to 65535`, v)
		}
		*field = int(n)
		return nil
	}
}

func setSpeed(field *int64) func(string) error {
	return func(v string) error {
		n, err := strconv.ParseInt(v, 10, 64)
		if err != nil || n < 0 {
			return fmt.Errorf(`"%s" is not a speed, a whole number of bytes a second`, v)
		}
		*field = n
		return nil
	}
}

func setDuration(field *time.Duration) func(string) error {
	return func(v string) error {
		d, err := time.ParseDuration(v)
		if err != nil {
			return fmt.Errorf(`"%s" is not a duration, such as 90s or -1h`, v)
		}
		*field = d
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
	for _, row := range new(emulatorOptions).table() {
		if row.help != "" {
			fmt.Fprintf(&b, "    %-23s %s\n", "--"+row.name+" "+row.value, row.help)
		}
	}
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
	for i := 0; i < len(args); {
		used, err := o.next(args[i:], i+2) // the first is "emulator"
		if err != nil {
			return o, err
		}
		i += used
	}
	if (o.cert == "") != (o.key == "") {
		return o, &usageError{errors.New("give both --cert and --key, or neither")}
	}
	if o.filePort < 0 && o.blobPort > 0 {
		o.filePort = 10004
	}
	o.filePort = max(o.filePort, 0)
	return o, nil
}

// next parses the first option, at a position on the command line, and returns how many arguments it has.
func (o *emulatorOptions) next(args []string, position int) (int, error) {
	written, value, hasValue := strings.Cut(args[0], "=")
	name := strings.ToLower(strings.TrimLeft(written, "-"))
	switch begins := strings.HasPrefix(written, "-"); {
	case args[0] == "/?", begins && (name == "?" || name == "h" || name == "help"):
		return 0, errEmulatorHelp
	case !begins:
		return 0, &usageError{fmt.Errorf("argument %d does not begin with the name of an option", position)}
	}
	row, ok := o.named(name)
	if !ok {
		return 0, o.unknown(written, name)
	}
	used := 1
	if !hasValue && len(args) > 1 && !strings.HasPrefix(args[1], "--") {
		value, used = args[1], 2
	}
	if value == "" {
		return 0, &usageError{fmt.Errorf("--%s needs a value, as in --%[1]s %s", row.name, row.value)}
	}
	if err := row.set(value); err != nil {
		return 0, &usageError{fmt.Errorf("--%s: %w", row.name, err)}
	}
	return used, nil
}

func (o *emulatorOptions) named(name string) (emulatorOption, bool) {
	for _, row := range o.table() {
		if row.name == name {
			return row, true
		}
	}
	return emulatorOption{}, false
}

// unknown returns the error for an argument that looks like an option but is not one. It names the option that was probably
// meant, or all of them.
func (o *emulatorOptions) unknown(written, name string) error {
	var names []string
	for _, row := range o.table() {
		if row.help != "" {
			names = append(names, row.name)
		}
	}
	if near, ok := option.Nearest(name, names); ok {
		return &usageError{fmt.Errorf("%s is not an option of azcopy emulator; did you mean --%s?", written, near)}
	}
	return &usageError{fmt.Errorf("%s is not an option of azcopy emulator; its options are --%s", written, strings.Join(names, ", --"))}
}
