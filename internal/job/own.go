package job

import "azcopy/internal/storage/local"

// OwnFile is a file of the run itself: it is no part of what is copied, nor is it replaced by it.
type OwnFile struct {
	Path string
	// Is says what it is, such as "the journal of this run".
	Is string
	// Copied is whether it is copied all the same, since nobody writes to it during the run.
	Copied bool
}

// own returns the files of the run that are not read, and those that are not written, as objects of it.
func (e *ends) own(env Env) (unread, unwritten *local.Own) {
	unread, unwritten = &local.Own{}, &local.Own{}
	files := env.Own
	if e.data != "" {
		files = append(files[:len(files):len(files)], OwnFile{Path: e.data, Is: "the data of the emulator that this run uses"})
	}
	for _, f := range files {
		unwritten.Add(f.Path, f.Is)
		if !f.Copied {
			unread.Add(f.Path, f.Is)
		}
	}
	return unread, unwritten
}
