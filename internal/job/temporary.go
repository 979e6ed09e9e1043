package job

import (
	"context"
	"iter"

	"azcopy/internal/plan"
	"azcopy/internal/report"
	"azcopy/internal/storage"
)

// settled is a source folder without the temporary files of downloads that are running or were cut off: they are incomplete,
// and their names are meaningless.
type settled struct {
	storage.Source
	source source
	// pattern selects what is reported.
	pattern plan.Pattern
	warn    func(report.Warning) error
}

// withoutTemporary filters the temporary files of downloads from the listing, and warns about each of them. A file that the
// command line itself names is copied whatever its name.
func (e *ends) withoutTemporary(listed storage.Source, warn func(report.Warning) error) storage.Source {
	if _, one := e.pattern.ExactName(); one || e.source.isTemporary == nil {
		return listed
	}
	return &settled{listed, e.source, e.pattern, warn}
}

// List yields the other files, and a *plan.ExcludedError for each temporary file.
func (s *settled) List(ctx context.Context, q storage.Query) iter.Seq2[storage.Object, error] {
	return func(yield func(storage.Object, error) bool) {
		for obj, err := range s.Source.List(ctx, q) {
			if err == nil && s.source.isTemporary(obj.Name) && s.pattern.Matches(obj.Name) {
				if err := s.report(obj.Name); err != nil {
					yield(storage.Object{}, err)
					return
				}
				err = &storage.ObjectError{Name: obj.Name, Err: &plan.ExcludedError{Reason: "it is the temporary file of a download"}}
			}
			if !yield(obj, err) {
				return
			}
		}
	}
}

func (s *settled) report(name string) error {
	path := s.source.at.Join(name)
	return s.warn(report.Warning{Code: report.TemporaryFile, Object: path, Text: "The file " + path + " is left out: it is the temporary file of a download that is not complete. " +
		"Complete the download, or remove the file; to copy it anyway, name it as /Source."})
}
