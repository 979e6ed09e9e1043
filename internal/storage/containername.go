package storage

import (
	"fmt"
	"regexp"
	"strings"
)

var (
	containerName = regexp.MustCompile(`^[a-z0-9]+(?:-[a-z0-9]+)*$`)
	tableName     = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*$`)
	// metricsTable matches the tables in which the service keeps its metrics, such as $MetricsHourPrimaryTransactionsBlob.
	metricsTable = regexp.MustCompile(`^\$Metrics[A-Za-z]+$`)
)

// CheckContainer returns an error when no container, share or table can have the name that the location gives it. The
// service would refuse each request without saying why.
func (l Location) CheckContainer() error {
	noun := containerNoun(l.Service)
	switch n := len(l.Container); {
	case l.Service == Local, l.isReserved():
		return nil
	case n < 3 || n > 63:
		return fmt.Errorf("the name of a %s has 3 to 63 characters, and \"%s\" has %d", noun, l.Container, n)
	case l.Service == Table && !tableName.MatchString(l.Container):
		return fmt.Errorf("\"%s\" can't be the name of a table, which has only letters and digits, and starts with a letter", l.Container)
	case l.Service == Table || containerName.MatchString(l.Container):
		return nil
	case strings.Contains(l.Container, "--"):
		return fmt.Errorf("\"%s\" can't be the name of a %s, which has no two dashes side by side", l.Container, noun)
	}
	return fmt.Errorf("\"%s\" can't be the name of a %s, which has only lower-case letters, digits and dashes, and no dash at either end",
		l.Container, noun)
}

// isReserved reports whether the container or table is one of the service's own, whose names no others can have.
func (l Location) isReserved() bool {
	if l.Service == Table {
		return metricsTable.MatchString(l.Container)
	}
	switch l.Container {
	case "$root", "$web", "$logs", "$blobchangefeed":
		return l.Service == Blob
	}
	return false
}
