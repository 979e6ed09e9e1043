package plan

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"azcopy/internal/storage"
)

// Names maps names of the source to names of the destination.
type Names struct {
	From, To storage.Naming
	// Delimiter separates virtual directories in the source's names.
	Delimiter string
	// Below is the directory of the destination, which comes before each name at the service; empty for a container.
	Below string
}

// Map returns the destination's name for the source's, with a suffix inserted before the extension: that of a snapshot,
// or none. The error is of kind InvalidName when the destination can't have an object of that name.
func (n Names) Map(name, suffix string) (string, error) {
	to := n.kept
	if n.To.Folders {
		to = n.path
	}
	name, err := to(name)
	if err != nil {
		return "", err
	}
	return n.withSuffix(name, suffix)
}

// folder returns the name of an object that stands for a folder, without the separator that some tools put at its end.
func (n Names) folder(name string) string {
	if trimmed := strings.TrimSuffix(name, n.Delimiter); trimmed != "" {
		return trimmed
	}
	return name
}

// withSuffix inserts a suffix before the last dot of the part after the last '/', or appends it when there is no dot.
func (n Names) withSuffix(name, suffix string) (string, error) {
	if suffix == "" {
		return name, nil
	}
	dot := strings.LastIndexByte(name, '.')
	if dot <= strings.LastIndexByte(name, '/') {
		dot = len(name)
	}
	name = name[:dot] + suffix + name[dot:]
	if n.To.MaxName > 0 && utf8.RuneCountInString(n.Below+name) > n.To.MaxName {
		return "", invalidName(name, "the name is too long with the time of the snapshot in it; it must not exceed %d characters", n.To.MaxName)
	}
	return name, nil
}

// path maps a name to a '/'-separated path in folders.
//
// A delimiter separates folders only between two characters that are not delimiters themselves, reading from the
// left: the first, the last and the second of two adjoining ones stay in the name, where '/' is escaped.
func (n Names) path(name string) (string, error) {
	parts := splitDirectories(name, n.Delimiter)
	for i, part := range parts {
		if n.To.DropsBlanks {
			part = strings.TrimRight(part, " ")
		}
		if err := checkPart(n.To, name, part); err != nil {
			return "", err
		}
		parts[i] = escape(n.To, part)
	}
	return n.checked(name, strings.Join(parts, "/"))
}

// kept maps a name to that of an object in a flat namespace, which keeps it as it is. Where a \ becomes a '/', so does one
// in the name of a file. An object with a \, although its own service would take that for a '/', comes from a service with
// other rules; it fails, since a copy keeps names.
func (n Names) kept(name string) (string, error) {
	if !n.To.BackslashIsSlash {
		return n.checked(name, name)
	}
	to := strings.ReplaceAll(name, `\`, "/")
	if to != name && n.From.BackslashIsSlash {
		return "", invalidName(name, `the service would store it as "%s", which takes a \ in a name for a /; download it, or give its copy a name with /Dest`, to)
	}
	return n.checked(name, to)
}

// checked returns a name at the destination, unless the destination would not accept or keep it.
func (n Names) checked(name, to string) (string, error) {
	if n.To.UTF8 && !utf8.ValidString(name) {
		return "", invalidName(name, "the name is not valid UTF-8, as names of %ss must be", n.To.Object)
	}
	if n.To.MaxName > 0 && utf8.RuneCountInString(to) > n.To.MaxName {
		return "", invalidName(name, "File %s is too long, relative path must not exceed %d characters.", name, n.To.MaxName)
	}
	if err := CheckName(n.To, n.Below+to); err != nil {
		return "", invalidName(name, "%w", err)
	}
	return to, nil
}

// CheckName refuses the whole name of an object, or of a directory, that the destination would not accept or would change.
func CheckName(to storage.Naming, name string) error {
	if to.MaxName > 0 && utf8.RuneCountInString(name) > to.MaxName {
		return fmt.Errorf("the name of the %s, with the %s of /Dest before it, must not exceed %d characters", to.Object, to.Directory, to.MaxName)
	}
	count := 0
	for part := range strings.SplitSeq(name, "/") {
		count++
		switch {
		case to.DropsDots && strings.HasSuffix(part, "."):
			return fmt.Errorf(`the service drops the dots at the end of "%s", which makes it another name; rename it`, part)
		case to.MaxPart > 0 && utf8.RuneCountInString(part) > to.MaxPart:
			return fmt.Errorf(`"%s" is too long; the part between two slashes must not exceed %d characters`, part, to.MaxPart)
		}
	}
	if to.MaxParts > 0 && count > to.MaxParts {
		return fmt.Errorf("the name of the %s has %d parts between slashes; it must not have more than %d", to.Object, count, to.MaxParts)
	}
	return nil
}

// splitDirectories splits a name at the delimiters that separate virtual directories.
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

// escape replaces the characters that a part of a path can't contain by '%' and two upper case hexadecimal digits. It also
// replaces the dot at the end where that would be dropped, so that two files are not mixed up.
func escape(to storage.Naming, part string) string {
	var b strings.Builder
	for i, c := range []byte(part) {
		if to.Forbids(c) || to.DropsDots && c == '.' && i == len(part)-1 {
			fmt.Fprintf(&b, "%%%02X", c)
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

var (
	// windowsReserved are the names of devices, with any extension: see
	// https://learn.microsoft.com/windows/win32/fileio/naming-a-file
	windowsReserved   = regexp.MustCompile(`(?i)^(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|COM[1-9¹²³]|LPT[1-9¹²³]) *(\.|$)|^CLOCK\$$`)
	windowsDotsBlanks = regexp.MustCompile(`^[. ]*$`)
)

// checkPart refuses a part of a path that can't be the name of a file or folder.
func checkPart(to storage.Naming, name, part string) error {
	if to.Devices && (windowsReserved.MatchString(part) || windowsDotsBlanks.MatchString(part)) {
		return invalidName(name, `The corresponding destination path for source "%s" is invalid in Windows system.`, name)
	}
	if part == "." || part == ".." {
		return invalidName(name, `a segment "%s" could lead out of the destination folder`, part)
	}
	if part == "" {
		return invalidName(name, "the name is empty")
	}
	return nil
}

func invalidName(name, format string, args ...any) error {
	return storage.Errorf(fmt.Sprintf(`map name "%s"`, name), storage.InvalidName, format, args...)
}
