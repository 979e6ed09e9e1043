package plan

import (
	"context"
	"strings"

	"azcopy/internal/storage"
)

// Folders is a Source that can look for a folder.
type Folders interface {
	// HasFolder reports whether List would walk through a folder of this name.
	HasFolder(name string) bool
}

// mostLooks bounds the search for the rivals of one file. Only a tree made on purpose needs so many.
const mostLooks = 10_000

// uploadRivals searches for files that become the same blob as a file with a \ in its name: those that have a \ in fewer
// places, or further back, so that of all files that become one blob the first by the bytes of their names takes precedence.
// It does not search folders that don't exist.
type uploadRivals struct {
	planner *Planner
	name    string // of the file
	looks   int
}

// first returns the name of the first such file below a folder, empty when there is none. parts are the parts of the blob's
// name, between slashes, below the same folder.
func (r *uploadRivals) first(ctx context.Context, folder string, parts []string) (string, error) {
	for n := range parts {
		part := strings.Join(parts[:n+1], `\`)
		path := folder + part
		if part == "" {
			continue // every file or folder has a name
		}
		if path >= r.name {
			break // all others come after it
		}
		if r.looks++; r.looks > mostLooks {
			return "", storage.Errorf("copy "+r.name, storage.InvalidName, "too many other files could become the same blob; rename it to a name without \\")
		}
		found, err := r.at(ctx, path, parts[n+1:])
		if found != "" || err != nil {
			return found, err
		}
	}
	return "", nil
}

// at searches for a rival at or below a path.
func (r *uploadRivals) at(ctx context.Context, path string, rest []string) (string, error) {
	if len(rest) > 0 {
		if folders := r.planner.Folders; folders != nil && !folders.HasFolder(path) {
			return "", nil
		}
		return r.first(ctx, path+"/", rest)
	}
	if !r.planner.selects(path) {
		return "", nil
	}
	switch _, err := r.planner.Source.Stat(ctx, path); storage.KindOf(err) {
	case storage.NotFound, storage.NotRegular, storage.OwnFile: // none of them is copied
		return "", ctx.Err()
	default:
		return path, err
	}
}
