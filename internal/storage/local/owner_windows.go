package local

import (
	"io/fs"
	"os"

	"golang.org/x/sys/windows"
)

// isOurs reports whether an open file has only one name, so that nobody else can have placed it there.
func isOurs(f *os.File, _ fs.FileInfo) bool {
	var info windows.ByHandleFileInformation
	err := windows.GetFileInformationByHandle(windows.Handle(f.Fd()), &info)
	return err == nil && info.NumberOfLinks == 1
}

// linksOf returns 1: the listing of a folder does not say how many names a file has.
func linksOf(fs.FileInfo) uint64 { return 1 }

// keepOwner does nothing: a file has the owner and the access rules that its folder gives to new files.
func keepOwner(*os.File, fs.FileInfo, fs.FileInfo) bool { return true }
