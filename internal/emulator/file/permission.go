package file

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"azcopy/internal/emulator/content"
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

// permission is a security descriptor: in SDDL, or in base64 when its format is "binary". The two are not converted into each
// other. It is stored as JSON, and is the document of the requests that create and return it.
type permission struct {
	Permission string `json:"permission"`
	Format     string `json:"format,omitempty"`
}

const (
	maxPermission = 8 << 10 // bytes, in a header
	// inheritedKey is that of the descriptor which the root directory of every share has.
	inheritedKey  = "4010187179898695473*11459378189709739967"
	inheritedSDDL = "O:SYG:SYD:(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)"
)

// parsePermission checks a security descriptor of a format, which the header or document of a name has.
func parsePermission(name, text, format string) (permission, error) {
	format = strings.ToLower(format)
	switch format {
	case "", "sddl":
		if !strings.HasPrefix(text, "O:") || !strings.Contains(text, "G:") || !strings.Contains(text, "D:") {
			return permission{}, rest.BadHeader(name, text)
		}
		format = ""
	case "binary":
		if _, err := base64.StdEncoding.DecodeString(text); err != nil {
			return permission{}, rest.BadHeader(name, text)
		}
	default:
		return permission{}, rest.BadHeader(permissionFormatHeader, format)
	}
	if name == permissionHeader && len(text) > maxPermission {
		return permission{}, rest.BadHeader(name, text[:100])
	}
	return permission{text, format}, nil
}

// key returns the key of the descriptor, which is the same for the same one.
func (p permission) key() string {
	sum := sha256.Sum256([]byte(p.Format + ":" + p.Permission))
	number := binary.LittleEndian.Uint64
	return strconv.FormatUint(number(sum[:8]), 10) + "*" + strconv.FormatUint(number(sum[8:16]), 10)
}

// createPermission is Create Permission: https://learn.microsoft.com/rest/api/storageservices/create-permission.
func (s *Service) createPermission(w http.ResponseWriter, r *service.Request) error {
	text, err := io.ReadAll(io.LimitReader(r.HTTP.Body, 64<<10))
	if err != nil {
		return err
	}
	var asked permission
	if err := json.Unmarshal(text, &asked); err != nil {
		return rest.New(rest.InvalidInput, rest.Detail{Name: "Reason", Value: err.Error()})
	}
	p, err := parsePermission("permission", asked.Permission, asked.Format)
	if err != nil {
		return err
	}
	err = s.contents.Update(func(tx *content.Change) error {
		if _, err := readShare(tx, r.Account, r.Container, ""); err != nil {
			return err
		}
		return index.Write(tx, permissionKey(r.Account, r.Container, p.key()), p)
	})
	if err != nil {
		return err
	}
	w.Header().Set(permissionKeyHeader, p.key())
	w.Header().Set(requestEncrypted, "true")
	w.WriteHeader(http.StatusCreated)
	return nil
}

// getPermission is Get Permission: https://learn.microsoft.com/rest/api/storageservices/get-permission.
func (s *Service) getPermission(w http.ResponseWriter, r *service.Request) error {
	key := r.Header(permissionKeyHeader)
	if key == "" {
		return rest.MissingHeader(permissionKeyHeader)
	}
	p := permission{Permission: inheritedSDDL}
	err := s.index.View(func(tx index.Reader) error {
		if _, err := readShare(tx, r.Account, r.Container, ""); err != nil || key == inheritedKey {
			return err
		}
		ok, err := index.Read(tx, permissionKey(r.Account, r.Container, key), &p)
		if err == nil && !ok {
			err = rest.BadHeader(permissionKeyHeader, key)
		}
		return err
	})
	if err != nil {
		return err
	}
	if format := strings.ToLower(r.Header(permissionFormatHeader)); format != p.Format && (format != "sddl" || p.Format != "") {
		return rest.BadHeader(permissionFormatHeader, format)
	}
	text, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("encode a security descriptor: %w", err)
	}
	w.Header().Set("Content-Type", "application/json")
	_, err = w.Write(text)
	return err
}
