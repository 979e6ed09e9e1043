package job

import (
	"fmt"
	"strings"

	"azcopy/internal/option"
	"azcopy/internal/storage"
)

// nothingMatched returns the text of the warning that nothing in the source matches: what was asked for, and what the pattern
// means there. Own is whether the source has files of the run itself.
func nothingMatched(o option.Options, source storage.Location, naming storage.Naming, own bool) string {
	text := unmatchedNames(o, source, naming)
	if naming.Wildcards {
		text = unmatchedFiles(o, source)
	}
	if own {
		text += " The files of the run itself do not count."
	}
	return "Nothing matched: " + text
}

// unmatchedNames returns the text for a source whose patterns have no wildcards.
func unmatchedNames(o option.Options, source storage.Location, naming storage.Naming) string {
	object, directory, wildcards, matters := naming.Object, naming.Directory, "", "matters"
	if strings.ContainsAny(o.Pattern+source.Directory, "*?") {
		wildcards = fmt.Sprintf(" %s%ss have no wildcards: * and ? stand for themselves.", strings.ToUpper(object[:1]), object[1:])
	}
	if naming.CaseFolds {
		matters = "does not matter"
	}
	_, one := source.Split()
	switch {
	case o.Pattern != "" && o.Recursive:
		return fmt.Sprintf(`no %s below %s has a name that begins with "%s". With /S a /Pattern for %[1]ss is a prefix of their names below /Source, and case %[4]s; `+
			"it has no wildcards.", object, source, o.Pattern, matters)
	case o.Pattern != "":
		return fmt.Sprintf(`there is no %s "%s" below %s. Without /S a /Pattern for %[1]ss is the exact name of one below /Source, and case %[4]s; `+
			"with /S it is a prefix of names.%[5]s", object, o.Pattern, source, matters, wildcards)
	case o.Recursive:
		return fmt.Sprintf("there is no %s below %s.%s", object, source, wildcards)
	case one != "":
		return fmt.Sprintf("there is no %s %s, and none directly in a %s of that name. With /S all %[1]ss below it are copied.%[4]s", object, source, directory, wildcards)
	}
	return fmt.Sprintf("there is no %s directly in %s; with /S all %[1]ss below it are copied.%[3]s", object, source, wildcards)
}

func unmatchedFiles(o option.Options, source storage.Location) string {
	attributes := ""
	if o.ArchiveOnly || o.IncludeAttributes+o.ExcludeAttributes != "" {
		attributes = " Files without the attributes that /A, /IA and /XA ask for do not count."
	}
	switch {
	case o.Pattern != "" && o.Recursive:
		return fmt.Sprintf(`no file below %s has a name that matches "%s". A /Pattern for files has the wildcards * and ?, and case does not matter.%s`,
			source, o.Pattern, attributes)
	case o.Pattern != "":
		return fmt.Sprintf(`no file in %s has a name that matches "%s". A /Pattern for files has the wildcards * and ?, and case does not matter; with /S sub-folders are searched as well.%s`,
			source, o.Pattern, attributes)
	case o.Recursive:
		return fmt.Sprintf("there is no file in %s or below it.%s", source, attributes)
	}
	return fmt.Sprintf("there is no file directly in %s; with /S those in its sub-folders are copied as well.%s", source, attributes)
}
