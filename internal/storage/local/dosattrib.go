package local

import (
	"encoding/binary"
	"errors"
	"strconv"
	"strings"
)

var errDOSAttrib = errors.New("its form is not one that Samba writes")

// parseDOSAttrib returns the attributes of the extended attribute user.DOSATTRIB, in which Samba keeps what a Unix file
// system has no place for; false when Samba keeps other things there, but no attributes. Old versions of Samba wrote a
// hexadecimal number as text. Newer ones put a structure after that text, which has been empty since version 4.
func parseDOSAttrib(p []byte) (attributes, bool, error) {
	text, rest, _ := strings.Cut(string(p), "\x00")
	if rest != "" {
		return parseDOSInfo(p, len(text)+1)
	}
	digits, isHex := strings.CutPrefix(text, "0x")
	value, err := strconv.ParseUint(digits, 16, 32)
	if err != nil || !isHex {
		return 0, false, errDOSAttrib
	}
	return attributes(value), true, nil
}

// parseDOSInfo reads the structure after the first at bytes. Samba's librpc/idl/xattr.idl describes it; it is laid out
// by the rules of NDR, little-endian and each number at a multiple of its size. The version is there twice: once by itself,
// and once to choose the form of what follows.
func parseDOSInfo(p []byte, at int) (attributes, bool, error) {
	const size16, size32 = 2, 4
	at = align(at, size16)
	body := align(at+2*size16, size32)
	if len(p) < body+2*size32 {
		return 0, false, errDOSAttrib
	}
	version, form := binary.LittleEndian.Uint16(p[at:]), binary.LittleEndian.Uint16(p[at+size16:])
	if version != form {
		return 0, false, errDOSAttrib
	}
	first, second := binary.LittleEndian.Uint32(p[body:]), binary.LittleEndian.Uint32(p[body+size32:])
	const hasAttributes = 0x1 // of the flags that say which fields are set
	switch version {
	case 1: // attributes first
		return attributes(first), true, nil
	case 2: // flags first, but none for the attributes
		return attributes(second), true, nil
	case 3, 4, 5:
		return attributes(second), first&hasAttributes != 0, nil
	}
	return 0, false, errDOSAttrib
}

// align returns the next multiple of a size.
func align(at, size int) int { return (at + size - 1) / size * size }
