package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	// Many tests wait for a service rather than compute. A -parallel on the command line comes later, and counts.
	if err := flag.Set("test.parallel", strconv.Itoa(max(8, runtime.NumCPU()))); err != nil {
		panic(err)
	}
	testscript.Main(m, map[string]func(){"azcopy": program, "measured": measured, "dying": dying, "confined": confined})
}

// program is main, with a journal folder of its own for each run of a script that names none: else what one command line
// leaves would stand in the way of the next, as it does where one user types both.
func program() {
	if journals := os.Getenv("JOURNALS"); journals != "" && os.Getenv("XDG_STATE_HOME") == "" {
		os.Setenv("XDG_STATE_HOME", filepath.Join(journals, strconv.Itoa(os.Getpid())))
	}
	main()
}

// TestScripts runs the command lines of testdata/script, each file against an emulator of its own, which answers at
// the product's own addresses: https://myaccount.blob.core.windows.net and whatever other account is named. In a script
// the key of every account is $KEY. Beside the commands of testscript there are those of the map below. A line that begins
// with [emulator] is left out where the server is another one.
func TestScripts(t *testing.T) {
	p := scripts(setup, true)
	p.Dir = "testdata/script"
	testscript.Run(t, p)
}

// scripts are the parameters of all scripts, to be run with a server that setup sets up, which is the emulator or is not.
func scripts(setup func(*testscript.Env) error, onEmulator bool) testscript.Params {
	return testscript.Params{
		RequireExplicitExec: true,
		Setup:               setup,
		Condition: func(name string) (bool, error) {
			if name != "emulator" {
				return false, fmt.Errorf("there is no condition %q", name)
			}
			return onEmulator, nil
		},
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
			"reboot":     rebootMachine,

			"putfile":       putFile,
			"files":         listFiles,
			"showfile":      showFile,
			"sharesnapshot": snapshotShare,
			"sharesas":      makeShareSAS,
		},
	}
}
