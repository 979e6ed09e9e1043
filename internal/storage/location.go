package storage

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// Service is where a location lies: one of the storage services, or the local file system.
type Service string

// The services, spelled as in /SourceType and /DestType but in lower case.
const (
	Local Service = "local"
	Blob  Service = "blob"
	File  Service = "file"
	Table Service = "table"
)

// Location is a parsed source or destination.
type Location struct {
	Service Service
	// Path is the file system path, as given; only for Local.
	Path string

	Scheme string // "http" or "https"
	Host   string // host[:port]
	// PathStyle is whether the account is the first segment of the path instead of the first label of the host, as
	// in the URLs of an emulator.
	PathStyle bool
	// Embedded is whether the emulator inside this process serves the location (emulator://).
	Embedded bool
	// Account is the storage account, without the "-secondary" of a secondary endpoint.
	Account   string
	Secondary bool
	// Container is the blob container, file share or table.
	Container string
	// Directory is what follows the container, decoded: a virtual directory, or a single object. It has no leading '/'; a
	// trailing one is kept, since it means a directory.
	Directory string
	// ShareSnapshot is the time stamp of the snapshot of a share, as sharesnapshot in its URL names it; empty for the share
	// itself.
	ShareSnapshot string
	// Delimiter separates virtual directories in the names of blobs; empty for '/'.
	Delimiter string
	// SAS is the query string as it was given, without '?'. Its encoding is signed, so it is never decoded.
	SAS Secret
}

// DevelopmentAccount is the account that every emulator knows, with a key that is published.
const DevelopmentAccount = "devstoreaccount1"

const secondarySuffix = "-secondary"

var schemePattern = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9+.-]+)://`)

// ParseLocation parses a local path, or the URL of a container, share or table or of something in one. The service follows
// from the host name, or from the port for an emulator; hint is that of /SourceType or /DestType, empty when the option is
// not given, and takes precedence. Errors show neither the query string, which may be a SAS, nor a user name and password.
func ParseLocation(raw string, hint Service) (Location, error) {
	scheme := schemePattern.FindStringSubmatch(raw)
	if scheme == nil {
		if raw == "" {
			return Location{}, fmt.Errorf("the location is empty")
		}
		return Location{Service: Local, Path: raw}, checkPath(raw)
	}
	rest, sas, _ := strings.Cut(raw[len(scheme[0]):], "?")
	host, path, _ := strings.Cut(rest, "/")
	if err := checkHost(host); err != nil {
		return Location{}, err
	}
	l := Location{SAS: Secret(sas), Host: host, Scheme: strings.ToLower(scheme[1])}
	switch l.Scheme {
	case "emulator":
		return withShareSnapshot(parseEmbedded(l, path))
	case "http", "https":
		return withShareSnapshot(parseURL(l, path, hint))
	}
	return Location{}, fmt.Errorf(`"%s" is not a scheme of Azure Storage; use https://, http:// or emulator://, or a path of the file system`, scheme[0])
}

// oneSlash finds a URL that lacks a slash, and sasInPath the signature of a SAS among other parameters. A folder may have a
// name such as sig=1, as in data that is partitioned by a column.
var (
	oneSlash  = regexp.MustCompile(`(?i)^(https?|emulator):[/\\]`)
	sasInPath = regexp.MustCompile(`(?i)[?&;]sig=|\bsig=[^&]*&`)
)

// checkPath refuses a path that can only be a mistyped URL, without repeating it: it would become the name of a folder, SAS
// included.
func checkPath(path string) error {
	switch {
	case oneSlash.MatchString(path):
		return errors.New("the URL has to start with https://, http:// or emulator://, with two slashes; " +
			"write ./ before a local path that starts like this")
	case sasInPath.MatchString(path):
		return errors.New("it has a SAS but is not a URL; a URL starts with https://, as in https://account.blob.core.windows.net/container")
	}
	return nil
}

// checkHost refuses an invalid host, without repeating it: it may hold a user name and password, or be one where the
// password has a character that ends a host.
func checkHost(host string) error {
	if strings.Contains(host, "@") {
		return errors.New("the URL has a user name or password before its host, and Azure Storage takes neither; leave it out, with the @")
	}
	if withSlashes(host) != host {
		return errors.New(`there is a \ after the host of the URL; write a / instead`)
	}
	if _, err := url.Parse("//" + host); err != nil {
		return errors.New("the URL has no valid host; write it as in https://account.blob.core.windows.net/container or http://host:port/account/container")
	}
	return nil
}

// parseEmbedded parses what follows emulator://, where the host is the service: emulator://blob/container/path.
func parseEmbedded(l Location, path string) (Location, error) {
	l.Service = Service(strings.ToLower(l.Host))
	switch l.Service {
	case Blob, File, Table:
	default:
		return Location{}, fmt.Errorf("emulator://%s names no service; use emulator://blob/container/path", l.Host)
	}
	l.Scheme, l.Host = "http", string(l.Service)+".emulator"
	l.Embedded, l.PathStyle, l.Account = true, true, DevelopmentAccount
	return withPath(l, path)
}

// withShareSnapshot takes the snapshot of a share out of the query, the rest of which is the SAS.
func withShareSnapshot(l Location, err error) (Location, error) {
	if err != nil || l.Service != File {
		return l, err
	}
	var rest []string
	for parameter := range strings.SplitSeq(l.SAS.Reveal(), "&") {
		name, value, _ := strings.Cut(parameter, "=")
		if !strings.EqualFold(name, "sharesnapshot") {
			rest = append(rest, parameter)
			continue
		}
		stamp, err := url.QueryUnescape(value)
		if _, odd := time.Parse(time.RFC3339Nano, stamp); err != nil || odd != nil || l.ShareSnapshot != "" {
			return Location{}, errors.New("sharesnapshot must be given once, with the time stamp of a snapshot, as in sharesnapshot=2020-09-24T08:09:30.0000000Z")
		}
		l.ShareSnapshot = stamp
	}
	l.SAS = Secret(strings.Join(rest, "&"))
	return l, nil
}

func parseURL(l Location, path string, hint Service) (Location, error) {
	if service := serviceAlone(l.Host); service != "" {
		return Location{}, fmt.Errorf("the host %s names no account; write the account's name before it, as in %s://account.%s/%s",
			l.Host, l.Scheme, l.Host, containerNoun(service))
	}
	first, _, _ := strings.Cut(path, "/")
	l.PathStyle = isPathStyle(l.Host, first)
	var err error
	if l.Service, err = serviceOf(l, hint); err != nil {
		return Location{}, err
	}
	if l.PathStyle {
		l.Account, path, _ = strings.Cut(path, "/")
	} else {
		l.Account, _, _ = strings.Cut(l.Host, ".")
	}
	l.Account, l.Secondary = strings.CutSuffix(l.Account, secondarySuffix)
	if l.Account == "" {
		return Location{}, fmt.Errorf("%s://%s names no account; use %s://%s/account/container", l.Scheme, l.Host, l.Scheme, l.Host)
	}
	return withPath(l, path)
}

// withSlashes replaces each \, encoded or not, by /, as the services do.
func withSlashes(path string) string {
	return strings.NewReplacer(`\`, "/", "%5C", "/", "%5c", "/").Replace(path)
}

// withPath splits what follows the account into container and directory.
func withPath(l Location, path string) (Location, error) {
	path = withSlashes(path)
	container, directory, _ := strings.Cut(path, "/")
	var err error
	if l.Container, err = unescape(container); err != nil {
		return Location{}, err
	}
	if l.Directory, err = unescape(directory); err != nil {
		return Location{}, err
	}
	if l.Container == "" {
		return Location{}, fmt.Errorf("%s names no %s; whole accounts can't be copied", l, containerNoun(l.Service))
	}
	// Names of containers and shares have no upper-case letters, so one that is typed with them can only mean the one
	// without.
	if l.Service != Table {
		l.Container = strings.ToLower(l.Container)
	}
	return l, nil
}

func unescape(path string) (string, error) {
	decoded, err := url.PathUnescape(path)
	if err != nil {
		return "", fmt.Errorf(`"%s" is not a valid URL path: a %% must be followed by two hexadecimal digits; write %%25 for the character itself`, path)
	}
	return decoded, nil
}

func containerNoun(s Service) string {
	switch s {
	case File:
		return "share"
	case Table:
		return "table"
	}
	return "container"
}

// IsLoopback reports whether the location is served by this machine, by address or as localhost, or inside this
// process. Only there is the development account's published key used unasked.
func (l Location) IsLoopback() bool {
	name := hostname(l.Host)
	ip := net.ParseIP(name)
	return l.Embedded || name == "localhost" || ip != nil && ip.IsLoopback()
}

// ServiceURL returns the URL of the account's endpoint, with the account for a path-style location, without a
// trailing '/'.
func (l Location) ServiceURL() string {
	account := l.Account
	if l.Secondary {
		account += secondarySuffix
	}
	if l.PathStyle {
		return l.Scheme + "://" + l.Host + "/" + url.PathEscape(account)
	}
	return l.Scheme + "://" + l.Host
}

// String returns the path, or the URL without the SAS.
func (l Location) String() string {
	if l.Service == Local {
		return l.Path
	}
	base := l.ServiceURL()
	if l.Embedded {
		base = "emulator://" + string(l.Service)
	}
	s := base + "/" + EscapePath(l.Container)
	if l.Directory != "" {
		s += "/" + EscapePath(l.Directory)
	}
	if l.ShareSnapshot != "" {
		s += "?sharesnapshot=" + l.ShareSnapshot
	}
	return s
}

// Separator returns what separates virtual directories, or the directories of a share.
func (l Location) Separator() string {
	if l.Delimiter == "" {
		return "/"
	}
	return l.Delimiter
}

// Split returns the location above the last part of Directory, and that part. The name is empty, and the location the same,
// where only a directory can be meant: it is the container itself, or ends in a separator.
func (l Location) Split() (above Location, name string) {
	separator := l.Separator()
	if l.Directory == "" || strings.HasSuffix(l.Directory, separator) {
		return l, ""
	}
	start := 0
	if i := strings.LastIndex(l.Directory, separator); i >= 0 {
		start = i + len(separator)
	}
	l.Directory, name = l.Directory[:start], l.Directory[start:]
	return l, name
}

// Prefix returns the prefix of the names of all objects below the location: the directory with a separator at its end, or
// nothing for the container itself. With another separator, a '/' at the end of a URL is not part of the directory.
func (l Location) Prefix() string {
	separator, directory := l.Separator(), l.Directory
	if separator != "/" {
		directory = strings.TrimSuffix(directory, "/")
	}
	if directory == "" || strings.HasSuffix(directory, separator) {
		return directory
	}
	return directory + separator
}

// Join returns the path or URL of the object of this name below the location, without the SAS, for display.
func (l Location) Join(name string) string {
	if l.Service == Local {
		return joinPath(l.Path, name)
	}
	l.Directory = l.Prefix() + name
	return l.String()
}

// joinPath appends a '/'-separated name to a path, with the separator that the path itself uses.
func joinPath(path, name string) string {
	separator := "/"
	if strings.Contains(path, `\`) && !strings.Contains(path, "/") {
		separator = `\`
	}
	name = strings.ReplaceAll(name, "/", separator)
	if strings.HasSuffix(path, separator) {
		return path + name
	}
	return path + separator + name
}

// EscapePath escapes each segment of a '/'-separated path for a URL.
func EscapePath(path string) string {
	segments := strings.Split(path, "/")
	for i, s := range segments {
		segments[i] = url.PathEscape(s)
	}
	return strings.Join(segments, "/")
}
