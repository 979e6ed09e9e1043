package azure

import (
	"errors"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"azcopy/internal/storage"
)

// Absent returns the error of a look for an object. A name that the service refuses is one that nothing can have, which
// answers the question: there is none, and the kind is NotFound.
//
// Some characters are refused before it is the service that looks, with a bare status 400, which may as well mean
// something else. So that counts for names alone that have such a character.
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

// hasOddCharacter reports whether a name has control characters, characters of private use, none at all, or the like,
// which URLs do not hold on every way to the service.
func hasOddCharacter(name string) bool {
	return !utf8.ValidString(name) || strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsGraphic(r) })
}
