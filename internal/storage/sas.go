package storage

import (
	"errors"
	"fmt"
	"strings"
)

// CheckSAS returns an error when a query string has a parameter that does not belong to a shared access signature. It would
// be sent with every request, and could turn each of them into another operation: comp=list turns a download into a listing.
// It does not check whether there is a signature. The error names the parameter where the name can't be part of a secret,
// and otherwise gives its position.
func CheckSAS(query Secret) error {
	text := strings.TrimPrefix(query.Reveal(), "?")
	if !strings.Contains(text, "=") { // it has no signature either, which the caller reports
		return nil
	}
	position := 0
	for parameter := range strings.SplitSeq(text, "&") {
		position++
		name, value, _ := strings.Cut(parameter, "=")
		if isSASParameter(name) {
			continue
		}
		if err := misplaced(name); err != nil {
			return err
		}
		return fmt.Errorf("%s is not part of a SAS; leave it out, and give only the parameters from the SAS itself, such as sv, se, sp and sig",
			parameterName(name, value, position))
	}
	return nil
}

// isSASParameter reports whether a parameter belongs to a service, account or user delegation SAS of any version: see
// https://learn.microsoft.com/rest/api/storageservices/delegate-access-with-shared-access-signature. Empty ones are ignored.
func isSASParameter(name string) bool {
	switch strings.ToLower(name) {
	case "sv", "ss", "srt", "sp", "st", "se", "spr", "sip", "si", "sr", "sig", "sdd", "ses",
		"skoid", "sktid", "skt", "ske", "sks", "skv", "saoid", "suoid", "scid", "sduoid", "skdutid", "srh", "srq",
		"rscc", "rscd", "rsce", "rscl", "rsct",
		"tn", "spk", "srk", "epk", "erk", "":
		return true
	}
	return false
}

// misplaced says what to do about a parameter that shows where the text was copied from, or what it was meant to do.
func misplaced(name string) error {
	switch lower := strings.ToLower(name); {
	case lower == "snapshot", lower == "versionid":
		return errors.New("a snapshot or version of a blob can't be named in a URL or a SAS; leave out snapshot or versionid. " +
			"/Snapshot copies all snapshots of the blobs of /Source")
	case strings.HasPrefix(lower, "amp;"):
		return errors.New("the SAS has &amp; in place of &, as when it is copied from HTML or XML; write & instead")
	case strings.Contains(name, "://"):
		return errors.New("the SAS is a whole URL; give only what follows its question mark")
	}
	return nil
}

// longestParameter is the length of the longest text that is taken for the name of a parameter. Anything longer is more
// likely part of a key.
const longestParameter = 20

// parameterName returns the name of a parameter that has a value, and the position of one that has none, which may be part
// of a secret: in a key only one or two equals signs can follow.
func parameterName(name, value string, position int) string {
	odd := func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
	}
	if strings.Trim(value, "=") == "" || len(name) > longestParameter || strings.ContainsFunc(name, odd) {
		return fmt.Sprintf("parameter %d", position)
	}
	return name
}

// Overrides reports whether a SAS makes the service answer with properties other than the object's.
func Overrides(sas Secret) bool {
	for parameter := range strings.SplitSeq(sas.Reveal(), "&") {
		name, _, _ := strings.Cut(parameter, "=")
		switch strings.ToLower(name) {
		case "rscc", "rscd", "rsce", "rscl", "rsct":
			return true
		}
	}
	return false
}
