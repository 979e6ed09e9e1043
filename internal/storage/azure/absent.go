package azure

import (
	"errors"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"azcopy/internal/storage"
)

// Absent classifies the failure of looking for an object. When the service refuses the name, no object can have it, so the
// kind is NotFound.
//
// Some characters are refused before the service itself looks, with a bare status 400, which may also mean something else.
// So that counts only for names that have such a character.
func Absent(name string, err error) error {
	refused, ok := errors.AsType[*storage.Error](err)
	if !ok {
		return err
	}
	bare := refused.Status == http.StatusBadRequest && refused.Code == "" && hasOddCharacter(name)
	if refused.Kind != storage.InvalidName && !bare {
		return err
	}
	absent := *refused
	absent.Kind = storage.NotFound
	return &absent
}

// hasOddCharacter reports whether a name has control characters, characters of private use, noncharacters or the like, which
// not every hop to the service lets pass in a URL.
func hasOddCharacter(name string) bool {
	return !utf8.ValidString(name) || strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsGraphic(r) })
}
