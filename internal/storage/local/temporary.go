package local

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"hash/crc32"
	"path"
	"strings"
)

const (
	temporaryPrefix = ".azcopy-"
	temporarySuffix = ".partial"
)

// A temporary name has, in hexadecimal digits, bytes that follow from the run and the file, bytes that follow from the run
// and the first ones, and a checksum.
const (
	temporaryFile = 8
	temporaryRun  = 4
	temporarySize = temporaryFile + temporaryRun
)

// IsTemporary reports whether the last part of a name is one that this program gives to incomplete files. No other file has
// such a name by accident: its digits include their own checksum.
func IsTemporary(name string) bool {
	digits, ok := strings.CutPrefix(path.Base(name), temporaryPrefix)
	if !ok {
		return false
	}
	digits, ok = strings.CutSuffix(digits, temporarySuffix)
	id, err := hex.DecodeString(digits)
	if !ok || err != nil || len(id) != temporarySize+crc32.Size {
		return false
	}
	return digits == hex.EncodeToString(withSum(id[:temporarySize]))
}

func withSum(id []byte) []byte {
	sum := crc32.ChecksumIEEE(id)
	return append(id[:len(id):len(id)], byte(sum>>24), byte(sum>>16), byte(sum>>8), byte(sum))
}

// partialName returns the path that a file is written to until it is whole: in the same folder, under a name that follows
// from its own and from the run. Nobody who chose the names of the objects could know it, but a run that resumes this one
// finds the file.
func (d *Destination) partialName(name string) string {
	file := d.fingerprint(name)
	return path.Join(path.Dir(name), d.temporaryName(file[:temporaryFile]))
}

// isPartialName reports whether a name is one that partialName returns, for any file. It can still be that of an object,
// when what a run left was copied to the source before the run was resumed.
func (d *Destination) isPartialName(name string) bool {
	if !IsTemporary(name) {
		return false
	}
	digits := path.Base(name)[len(temporaryPrefix):]
	file, err := hex.DecodeString(digits[:2*temporaryFile])
	return err == nil && path.Base(name) == d.temporaryName(file)
}

func (d *Destination) temporaryName(file []byte) string {
	run := d.fingerprint("\x00" + string(file)) // no file's name starts like this
	return temporaryPrefix + hex.EncodeToString(withSum(append(file[:len(file):len(file)], run[:temporaryRun]...))) + temporarySuffix
}

// fingerprint returns bytes that only this run can compute from the text.
func (d *Destination) fingerprint(text string) []byte {
	mac := hmac.New(sha256.New, []byte(d.options.Run))
	mac.Write([]byte(text))
	return mac.Sum(nil)
}
