package option

import (
	"fmt"
	"strings"
)

// Error is a wrong command line, told in one line with a hint to the help. It never repeats a value that may be a
// secret.
type Error struct {
	// Place is the response file and line, empty for the command line itself.
	Place string
	What  string
	// Option is the name of the option that the hint is for, empty for none.
	Option string
}

func (e *Error) Error() string {
	hint := "/?"
	if e.Option != "" {
		hint = "/?:" + e.Option
	}
	place := ""
	if e.Place != "" {
		place = e.Place + ": "
	}
	return fmt.Sprintf(`%s%s For more details, please type "AzCopy %s".`, place, e.What, hint)
}

func wrong(option, format string, args ...any) *Error {
	what := fmt.Sprintf(format, args...)
	if !strings.HasSuffix(what, ".") {
		what += "."
	}
	return &Error{Option: option, What: what}
}

// unknown names the option that was probably meant.
func unknown(given, name string) *Error {
	best, distance := "", 3
	for _, o := range Table() {
		for _, candidate := range []string{o.Name, o.Long} {
			if d := editDistance(strings.ToLower(name), strings.ToLower(candidate)); d < distance && d < len(candidate) {
				best, distance = o.Name, d
				if candidate == o.Long {
					best = "--" + o.Long
				}
			}
		}
	}
	switch {
	case best == "":
		return wrong("", "%s is not an option", given)
	case strings.HasPrefix(best, "--"):
		return wrong("", "%s is not an option; did you mean %s?", given, best)
	}
	return wrong(best, "%s is not an option; did you mean /%s?", given, best)
}

// editDistance is the number of characters to insert, delete or replace to turn a into b.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}
