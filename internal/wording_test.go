package internal

import (
	"regexp"
	"strings"
	"testing"
)

// wording returns phrases that the project's texts avoid, and what to write instead: plain English, as an engineer would say
// it aloud. A phrase matches in any case, and across two lines of a comment.
func wording() map[string]string {
	return map[string]string{
		"former":            "previous, earlier",
		"anew":              "again, from the beginning",
		"begun":             "started",
		"gone on with":      "continued, resumed",
		"goes on with":      "continues, resumes",
		"go on with":        "continue, resume",
		"told":              "reported, printed; known, distinguished",
		"tells":             "reports, says, shows",
		"meanwhile":         "since, during that time",
		"likewise":          "as well, in the same way",
		"bears the mark":    "has the mark",
		"comes to nothing":  "fails",
		"is no regular":     "is not a regular",
		"are no error":      "are not an error",
		"could not be told": "is not known, or: could not be reported",
	}
}

// classic returns texts of the classic AzCopy that scripts parse. They may contain such a phrase.
func classic() []string {
	return []string{
		"No input is received when user needed to make a choice among several given options.",
	}
}

// phrase returns an expression that matches the words, also when a comment breaks them across lines.
func phrase(words string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)\b` + strings.Join(strings.Fields(regexp.QuoteMeta(words)), `(?:\s+(?://|#|\|)?\s*)`) + `\b`)
}

// Comments, pages, help, messages and test failures are written in plain English.
func TestWordingIsPlain(t *testing.T) {
	avoided := map[string]*regexp.Regexp{}
	for words := range wording() {
		avoided[words] = phrase(words)
	}
	for _, extension := range []string{".go", ".md", ".txtar"} {
		project(t, extension, func(path, text string) {
			if path == "internal/wording_test.go" {
				return
			}
			for _, known := range classic() {
				text = strings.ReplaceAll(text, known, "")
			}
			for words, found := range avoided {
				for _, at := range found.FindAllStringIndex(text, -1) {
					t.Errorf("%s:%d: %q; write %q", path, 1+strings.Count(text[:at[0]], "\n"), words, wording()[words])
				}
			}
		})
	}
}

func TestPhrasesSpanLines(t *testing.T) {
	found := phrase("gone on with")
	for text, want := range map[string]bool{
		"is gone on with": true, "Gone on\n// with": true, "gone\n\t// on with": true, "# gone on\n# with": true,
		"gone on within": false, "begone on with": false, "gone with": false,
	} {
		if found.MatchString(text) != want {
			t.Errorf("%q is found: %v, want %v", text, !want, want)
		}
	}
}
