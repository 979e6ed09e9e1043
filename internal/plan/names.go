package plan

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"azcopy/internal/storage"
)

// PathRules are the rules of the file system that names are mapped to. They are a value, not the platform the
// program runs on, so that every rule is tested everywhere.
type PathRules struct {
	// Windows is whether names must be valid file names of Windows.
	Windows bool
}

// Names maps the names of one end to those of the other.
type Names struct {
	From, To storage.Service
	Rules    PathRules
	// Delimiter separates virtual directories in the names of blobs.
	Delimiter string
	// Below is the virtual directory of the destination, which the service puts before each name; empty for a container.
	Below string
}

// Map returns the destination's name for the source's, with a suffix inserted before the extension: that of a snapshot,
// or none. The error is of kind InvalidName when the destination can't have an object of that name.
func (n Names) Map(name, suffix string) (string, error) {
	to := n.toBlob
	if n.To == storage.Local {
		to = n.toFile
	}
	name, err := to(name)
	if err != nil {
		return "", err
	}
	return n.withSuffix(name, suffix)
}

// folder returns the name of a blob that stands for a folder without the separator that some tools end it with.
func (n Names) folder(name string) string {
	if trimmed := strings.TrimSuffix(name, n.Delimiter); trimmed != "" {
		return trimmed
	}
	return name
}

// withSuffix inserts a suffix before the last dot of the part behind the last '/', or appends it when there is no dot.
func (n Names) withSuffix(name, suffix string) (string, error) {
	if suffix == "" {
		return name, nil
	}
	dot := strings.LastIndexByte(name, '.')
	if dot <= strings.LastIndexByte(name, '/') {
		dot = len(name)
	}
	name = name[:dot] + suffix + name[dot:]
	if n.To != storage.Local && utf8.RuneCountInString(n.Below+name) > maxBlobName {
		return "", invalidName(name, "the name is too long with the time of the snapshot in it, it must not exceed %d characters", maxBlobName)
	}
	return name, nil
}

// toFile maps the name of a blob to a '/'-separated path below the destination folder.
//
// A delimiter separates folders only between two characters that are not delimiters themselves, reading from the
// left: the first, the last and the second of two adjoining ones stay in the name, where '/' is escaped.
func (n Names) toFile(name string) (string, error) {
	segments := splitDirectories(name, n.Delimiter)
	for i, s := range segments {
		if n.Rules.Windows {
			s = strings.TrimRight(s, " ")
		}
		if err := n.Rules.check(name, s); err != nil {
			return "", err
		}
		segments[i] = n.Rules.escape(s)
	}
	return strings.Join(segments, "/"), nil
}

// splitDirectories splits a blob's name at the delimiters that separate virtual directories.
func splitDirectories(name, delimiter string) []string {
	if delimiter == "" {
		return []string{name}
	}
	var segments []string
	start, afterDelimiter := 0, true
	for i := 0; i < len(name); {
		if !strings.HasPrefix(name[i:], delimiter) {
			afterDelimiter = false
			i++
			continue
		}
		end := i + len(delimiter)
		if !afterDelimiter && end < len(name) {
			segments = append(segments, name[start:i])
			start = end
		}
		afterDelimiter = true
		i = end
	}
	return append(segments, name[start:])
}

// windowsForbidden are the printable characters that no file name of Windows may contain.
const windowsForbidden = `"<>|:*?\/`

// escape replaces the characters that a file name can't contain by '%' and two upper case hexadecimal digits. On
// Windows that is the dot at the end of a name, too: Windows would drop it, and so mix up two files.
func (r PathRules) escape(segment string) string {
	var b strings.Builder
	for i, c := range []byte(segment) {
		if r.forbids(c) || r.Windows && c == '.' && i == len(segment)-1 {
			fmt.Fprintf(&b, "%%%02X", c)
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

// forbids reports whether no file name can contain the character.
func (r PathRules) forbids(c byte) bool {
	return c == '/' || c == 0 || r.Windows && (c < 0x20 || strings.IndexByte(windowsForbidden, c) >= 0)
}

var (
	// windowsReserved are the names of devices, with any extension: see
	// https://learn.microsoft.com/windows/win32/fileio/naming-a-file
	windowsReserved   = regexp.MustCompile(`(?i)^(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|COM[1-9¹²³]|LPT[1-9¹²³]) *(\.|$)|^CLOCK\$$`)
	windowsDotsBlanks = regexp.MustCompile(`^[. ]*$`)
)

// check refuses a segment that is no name of a file or folder.
func (r PathRules) check(name, segment string) error {
	if r.Windows && (windowsReserved.MatchString(segment) || windowsDotsBlanks.MatchString(segment)) {
		return invalidName(name, "The corresponding destination path for source %q is invalid in Windows system.", name)
	}
	if segment == "." || segment == ".." {
		return invalidName(name, "a segment %q could lead out of the destination folder", segment)
	}
	if segment == "" {
		return invalidName(name, "the name is empty")
	}
	return nil
}

func invalidName(name, format string, args ...any) error {
	return storage.Errorf(fmt.Sprintf("map name %q", name), storage.InvalidName, format, args...)
}
