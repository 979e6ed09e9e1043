package option

import (
	"fmt"
	"io"
)

// sample is a command line to start from.
type sample struct{ title, command string }

func samples() []sample {
	const (
		account   = "https://myaccount."
		container = account + "blob.core.windows.net/mycontainer"
		share     = account + "file.core.windows.net/myshare"
		table     = account + "table.core.windows.net/mytable"
	)
	return []sample{
		{"Upload a folder with its sub-folders", `/Source:C:\myfolder /Dest:` + container + ` /DestKey:key /S`},
		{"Upload one file", `/Source:C:\myfolder /Dest:` + container + ` /DestKey:key /Pattern:abc.txt`},
		{"Upload the files whose names start with a", `/Source:C:\myfolder /Dest:` + container + ` /DestKey:key /Pattern:a* /S`},
		{"Upload to a virtual directory and overwrite without asking", `/Source:C:\myfolder /Dest:` + container + `/vd /DestKey:key /S /Y`},
		{"Upload page blobs", `/Source:C:\disks /Dest:` + container + ` /DestKey:key /BlobType:page`},
		{"Download a container", `/Source:` + container + ` /Dest:C:\myfolder /SourceKey:key /S`},
		{"Download one blob", `/Source:` + container + ` /Dest:C:\myfolder /SourceKey:key /Pattern:abc.txt`},
		{"Download the blobs whose names start with a", `/Source:` + container + ` /Dest:C:\myfolder /SourceKey:key /Pattern:a /S`},
		{"Download a virtual directory", `/Source:` + container + `/vd1/ /Dest:C:\myfolder /SourceKey:key /S`},
		{"Download with a shared access signature", `/Source:` + container + ` /Dest:C:\myfolder /SourceSAS:"sas" /S`},
		{"Download only what is newer than the local files", `/Source:` + container + ` /Dest:C:\myfolder /SourceKey:key /S /MT /XO`},
		{"Copy a blob and its snapshots to another account", `/Source:` + container +
			` /Dest:https://other.blob.core.windows.net/mycontainer /SourceKey:key1 /DestKey:key2 /Pattern:abc.txt /Snapshot`},
		{"Upload to a file share", `/Source:C:\myfolder /Dest:` + share + ` /DestKey:key /S`},
		{"Download one file of a share", `/Source:` + share + `/folder/ /Dest:C:\myfolder /SourceKey:key /Pattern:abc.txt`},
		{"Export a table", `/Source:` + table + ` /Dest:C:\myfolder /SourceKey:key /Manifest:mytable.manifest`},
		{"Import a table", `/Source:C:\myfolder /Dest:` + table + ` /DestKey:key /Manifest:mytable.manifest /EntityOperation:InsertOrReplace`},
		{"Resume the last run of a journal folder", `/Z:C:\journalfolder`},
		{"Take the options from a file", `/@:"C:\responsefiles\copyoperation.txt"`},
		{"The long spelling", `--source /home/me/data --destination ` + container + ` --dest-key key --recursive`},
		{"Try it without an account", `/Source:docs /Dest:emulator://blob/quickstart /S`},
	}
}

// supported reports whether the sample is supported yet.
func (s sample) supported() bool {
	args, err := splitLine(s.command)
	if err != nil {
		return false
	}
	c, parseErr := Parse(args, func(string) string { return "" })
	// The sample with a response file can't be parsed, since the file does not exist.
	return parseErr != nil || c.Unsupported() == nil
}

// WriteSamples writes command lines to start from, those that are supported.
func WriteSamples(w io.Writer) error {
	for _, s := range samples() {
		if !s.supported() {
			continue
		}
		if _, err := fmt.Fprintf(w, "# %s\n    AzCopy %s\n\n", s.title, s.command); err != nil {
			return err
		}
	}
	return nil
}
