package main

import (
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"azcopy": main, "measured": measured})
}

// TestScripts runs the command lines of testdata/script, each file against an emulator of its own, which answers at
// the product's own addresses: https://myaccount.blob.core.windows.net and whatever other account is named. In a script
// the key of every account is $KEY. Beside the commands of testscript there are those of the map below.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup:               setup,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"blobs":      listBlobs,
			"putblob":    putBlob,
			"describe":   describeBlob,
			"show":       showBlob,
			"failcopies": failCopies,
			"snapshot":   takeSnapshot,
			"setmd5":     setMD5,
			"sas":        makeSAS,
			"requests":   countRequests,
			"skew":       skewClock,
			"mkbig":      makeBigFile,
			"tree":       listTree,
			"mtime":      showModTime,
			"touch":      setModTime,
			"blobtime":   showBlobTime,
			"serve":      serveEmulator,
			"stop":       stopEmulator,
			"exitcode":   exitCode,
			"blobtypes":  listTypes,
			"putpages":   putPages,
			"putappend":  putAppend,
			"putfolder":  putFolder,
			"socket":     makeSocket,
		},
	})
}
