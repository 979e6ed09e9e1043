package job

import (
	"io/fs"

	"azcopy/internal/storage/local"
)

// OwnFile is a file of the run itself, such as its log. The run neither copies nor replaces it.
type OwnFile struct {
	Path string
	// Info describes the file itself. When it is set, Path is ignored.
	Info fs.FileInfo
	// Is says what it is, such as "the journal of this run".
	Is string
	// Copied is whether it is copied nevertheless, since nobody writes to it during the run.
	Copied bool
}

// own returns the run's own files that must not be read as objects, and those that must not be written as objects.
func (e *ends) own(env Env) (unread, unwritten *local.Own) {
	unread, unwritten = &local.Own{}, &local.Own{}
	files := env.Own
	if e.data != "" {
		files = append(files[:len(files):len(files)], OwnFile{Path: e.data, Is: "the data of the emulator that this run uses"})
	}
	for _, f := range files {
		f.addTo(unwritten)
		if !f.Copied {
			f.addTo(unread)
		}
	}
	return unread, unwritten
}

func (f OwnFile) addTo(own *local.Own) {
	if f.Info != nil {
		own.AddInfo(f.Info, f.Is)
		return
	}
	own.Add(f.Path, f.Is)
}
