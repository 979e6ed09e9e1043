package file

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// smb are the properties that a directory or file has in Windows. They are stored as JSON.
type smb struct {
	Attributes                          attributes
	Created, Written, Accessed, Changed time.Time
	Permission                          string // the key of a security descriptor
}

// attributes are the bits of https://learn.microsoft.com/windows/win32/fileio/file-attribute-constants.
type attributes uint32

const (
	attributeReadOnly  attributes = 0x1
	attributeDirectory attributes = 0x10
	attributeArchive   attributes = 0x20
)

type attributeName struct {
	bit  attributes
	name string
}

func attributeNames() []attributeName {
	return []attributeName{
		{attributeReadOnly, "ReadOnly"}, {0x2, "Hidden"}, {0x4, "System"}, {attributeDirectory, "Directory"}, {attributeArchive, "Archive"},
		{0x100, "Temporary"}, {0x1000, "Offline"}, {0x2000, "NotContentIndexed"}, {0x20000, "NoScrubData"},
	}
}

func (a attributes) String() string {
	var names []string
	for _, row := range attributeNames() {
		if a&row.bit != 0 {
			names = append(names, row.name)
		}
	}
	if names == nil {
		return "None"
	}
	return strings.Join(names, " | ")
}

// parseAttributes reads names of attributes with | between them.
func parseAttributes(text string) (attributes, bool) {
	var all attributes
	if strings.EqualFold(text, "None") {
		return 0, true
	}
	for name := range strings.SplitSeq(text, "|") {
		name = strings.TrimSpace(name)
		i := slices.IndexFunc(attributeNames(), func(row attributeName) bool { return strings.EqualFold(row.name, name) })
		if i < 0 {
			return 0, false
		}
		all |= attributeNames()[i].bit
	}
	return all, true
}

const (
	attributesHeader       = "x-ms-file-attributes"
	createdHeader          = "x-ms-file-creation-time"
	writtenHeader          = "x-ms-file-last-write-time"
	changedHeader          = "x-ms-file-change-time"
	permissionHeader       = "x-ms-file-permission"
	permissionKeyHeader    = "x-ms-file-permission-key"
	permissionFormatHeader = "x-ms-file-permission-format"
)

// update changes the properties as a request asks for. What it does not name stays, but for the time of the change.
func (p *smb) update(r *service.Request, want kind, source smb) error {
	if err := p.updateAttributes(r, want, source); err != nil {
		return err
	}
	p.Changed = r.Now
	for _, field := range []struct {
		header string
		time   *time.Time
		source time.Time
	}{{createdHeader, &p.Created, source.Created}, {writtenHeader, &p.Written, source.Written}, {changedHeader, &p.Changed, source.Changed}} {
		switch value := r.Header(field.header); strings.ToLower(value) {
		case "", "preserve":
		case "now":
			*field.time = r.Now
		case "source":
			*field.time = field.source
		default:
			t, err := time.Parse(time.RFC3339Nano, value)
			if err != nil {
				return rest.BadHeader(field.header, value)
			}
			*field.time = t.UTC()
		}
	}
	return nil
}

func (p *smb) updateAttributes(r *service.Request, want kind, source smb) error {
	switch value := r.Header(attributesHeader); strings.ToLower(value) {
	case "", "preserve":
	case "source":
		p.Attributes = source.Attributes
	default:
		a, ok := parseAttributes(value)
		if !ok || want == aFile && a&attributeDirectory != 0 {
			return rest.BadHeader(attributesHeader, value)
		}
		p.Attributes = a
	}
	if want == aDirectory {
		p.Attributes |= attributeDirectory
	}
	return nil
}

// updatePermission gives the properties the security descriptor that a request names, and stores a new one.
func (p *smb) updatePermission(tx index.Writer, r *service.Request, parent smb) error {
	text, key := r.Header(permissionHeader), r.Header(permissionKeyHeader)
	switch {
	case text != "" && key != "":
		return rest.BadHeader(permissionKeyHeader, key)
	case key != "":
		if tx.Get(permissionKey(r.Account, r.Container, key)) == nil && key != inheritedKey {
			return rest.BadHeader(permissionKeyHeader, key)
		}
		p.Permission = key
	case text == "inherit":
		p.Permission = parent.Permission
	case text != "" && text != "preserve":
		stored, err := parsePermission(permissionHeader, text, r.Header(permissionFormatHeader))
		if err != nil {
			return err
		}
		p.Permission = stored.key()
		return index.Write(tx, permissionKey(r.Account, r.Container, p.Permission), stored)
	}
	return nil
}

// newSMB returns the properties of something new in a directory, as a request asks for.
func newSMB(r *service.Request, want kind, parent smb) (smb, error) {
	p := smb{Created: r.Now, Written: r.Now, Accessed: r.Now, Permission: parent.Permission}
	if err := p.checkNew(r); err != nil {
		return p, err
	}
	if err := p.update(r, want, p); err != nil {
		return p, err
	}
	switch value := r.Header(semanticsHeader); value {
	case "", "New":
		if want == aFile {
			p.Attributes |= attributeArchive
		}
	case "Restore":
	default:
		return p, rest.BadHeader(semanticsHeader, value)
	}
	return p, nil
}

const semanticsHeader = "x-ms-file-property-semantics"

// checkNew returns an error when headers are missing that were mandatory in some versions.
func (p *smb) checkNew(r *service.Request) error {
	if r.Version < "2019-02-02" || r.Version >= "2021-06-08" {
		return nil
	}
	for _, name := range []string{attributesHeader, createdHeader, writtenHeader} {
		if r.Header(name) == "" {
			return rest.MissingHeader(name)
		}
	}
	if r.Header(permissionHeader) == "" && r.Header(permissionKeyHeader) == "" {
		return rest.MissingHeader(permissionHeader)
	}
	return nil
}

// writeHeaders sets the headers that every answer about a directory or file has.
func (n node) writeHeaders(h http.Header) {
	h.Set(attributesHeader, n.SMB.Attributes.String())
	h.Set(createdHeader, rest.FormatTicks(n.SMB.Created))
	h.Set(writtenHeader, rest.FormatTicks(n.SMB.Written))
	h.Set(changedHeader, rest.FormatTicks(n.SMB.Changed))
	h.Set(permissionKeyHeader, n.SMB.Permission)
	h.Set("x-ms-file-id", strconv.FormatUint(n.ID, 10))
	h.Set("x-ms-file-parent-id", strconv.FormatUint(n.parent, 10))
}
