package job

import (
	"context"
	"iter"
	"os"
	"path"
	"path/filepath"
	"strings"

	"azcopy/internal/plan"
	"azcopy/internal/storage"
)

// logless is a folder as a source, without the file that the run itself is writing: that would never hold still to be
// copied.
type logless struct {
	storage.Source
	folder string
	name   string // of the file, without its folder
	file   os.FileInfo
}

// withoutLog returns the source without the file of this path, if that could lie in it.
func withoutLog(source storage.Source, at storage.Location, file string) storage.Source {
	if at.Service != storage.Local || file == "" {
		return source
	}
	info, err := os.Stat(file)
	if err != nil {
		return source
	}
	return &logless{Source: source, folder: at.Path, name: filepath.Base(file), file: info}
}

// List lists the others, and a *plan.ExcludedError in place of the log.
func (s *logless) List(ctx context.Context, q storage.Query) iter.Seq2[storage.Object, error] {
	return func(yield func(storage.Object, error) bool) {
		for obj, err := range s.Source.List(ctx, q) {
			if err == nil && s.isLog(obj.Name) {
				err = &storage.ObjectError{Name: obj.Name, Err: &plan.ExcludedError{Reason: "it is the log of this run"}}
			}
			if !yield(obj, err) {
				return
			}
		}
	}
}

func (s *logless) isLog(name string) bool {
	if !strings.EqualFold(path.Base(name), s.name) {
		return false
	}
	info, err := os.Stat(filepath.Join(s.folder, filepath.FromSlash(name)))
	return err == nil && os.SameFile(info, s.file)
}
