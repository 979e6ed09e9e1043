package job

import (
	"fmt"
	"os"
	"strings"

	"azcopy/internal/option"
	"azcopy/internal/plan"
	"azcopy/internal/storage"
)

// nothingMatched says that a source has nothing of what was asked for: what that was, and what the pattern means there. Own is
// whether it has files of the run itself.
func nothingMatched(o option.Options, source storage.Location, own bool) string {
	text := unmatchedBlobs(o, source)
	if source.Service == storage.Local {
		text = unmatchedFiles(o, source)
	}
	if own {
		text += " The files of the run itself do not count."
	}
	return "Nothing matched: " + text
}

func unmatchedBlobs(o option.Options, source storage.Location) string {
	const noWildcards = " Blobs have no wildcards: * and ? stand for themselves."
	wildcards := ""
	if strings.ContainsAny(o.Pattern+source.Directory, "*?") {
		wildcards = noWildcards
	}
	oneBlob := source.Directory != "" && !strings.HasSuffix(source.Directory, source.Separator())
	switch {
	case o.Pattern != "" && o.Recursive:
		return fmt.Sprintf(`no blob below %s has a name that begins with "%s". With /S a /Pattern for blobs is a prefix of their names below /Source, and case matters; `+
			"it has no wildcards.", source, o.Pattern)
	case o.Pattern != "":
		return fmt.Sprintf(`there is no blob "%s" below %s. Without /S a /Pattern for blobs is the exact name of one below /Source, and case matters; `+
			"with /S it is a prefix of names.%s", o.Pattern, source, wildcards)
	case o.Recursive:
		return fmt.Sprintf("there is no blob below %s.%s", source, wildcards)
	case oneBlob:
		return fmt.Sprintf("there is no blob %s, and none directly in a virtual directory of that name. With /S all blobs below it are copied.%s", source, wildcards)
	}
	return fmt.Sprintf("no blob lies directly in %s; with /S all blobs below it are copied.%s", source, wildcards)
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
	return fmt.Sprintf("no file lies directly in %s; with /S those in its sub-folders are copied as well.%s", source, attributes)
}

// checkWildcards refuses a path that does not exist and has wildcards, with what to write in its place.
func checkWildcards(path string, rules plan.PathRules) error {
	folder, name := rules.Split(path)
	if !strings.ContainsAny(name, "*?") {
		return nil
	}
	if _, err := os.Lstat(path); err == nil {
		return nil
	}
	return fmt.Errorf("%s does not exist, and a path has no wildcards; write /Source:%s and /Pattern:%s", path, folder, name)
}
