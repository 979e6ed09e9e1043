//go:build unix

package main

import (
	"bytes"
	"crypto/md5"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"azcopy/internal/emulator"
	"azcopy/internal/emulator/service"
	"azcopy/internal/storage"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/bloberror"
)

// killings is a service that kills its client at a request, and keeps what it has served.
type killings struct {
	account string // its URL
	files   tree   // what is copied
	kind    kind
	source  string      // a folder with the files, or the URL of a container
	ready   atomic.Bool // what is copied is at the source

	mu      sync.Mutex
	victim  *os.Process
	at      int  // the request to kill at, counted from 1; 0 for none
	after   bool // the operation is carried out, and only its answer lost
	count   int
	settled []service.Call
	open    map[string]bool // the connections since the run began, by the client's address
	last    string          // the address of the one that was accepted last
	changed *sync.Cond      // when one of these two has
}

// start starts the service, and puts the files where they are copied from.
func (k *killings) start(t *testing.T, faults func(service.Call) service.Fault) {
	t.Helper()
	k.open, k.changed = map[string]bool{}, sync.NewCond(&k.mu)
	em := openEmulator(t, emulator.WithFaults(faults), emulator.WithObserver(k.observe), emulator.WithClock(k.now))
	handler := em.Blob()
	if k.kind.share {
		handler = em.File()
	}
	server := httptest.NewUnstartedServer(handler)
	server.Config.ConnState = k.connection
	server.Start()
	t.Cleanup(server.Close)
	k.account = server.URL + "/" + storage.DevelopmentAccount
	k.keep(t)
}

// now is the time of the service. What is copied is older than any copy: where both are of one second, nothing shows whether
// a page blob was copied before its source changed.
func (k *killings) now() time.Time {
	if k.ready.Load() {
		return time.Now()
	}
	return time.Now().Add(-10 * time.Second)
}

func (k *killings) connection(c net.Conn, state http.ConnState) {
	k.mu.Lock()
	defer k.mu.Unlock()
	client := c.RemoteAddr().String()
	switch state {
	case http.StateNew:
		k.open[client], k.last = true, client
	case http.StateClosed, http.StateHijacked:
		delete(k.open, client)
	}
	k.changed.Broadcast()
}

// settle returns when the service has ended what it was at for a process that is dead. Connections are accepted one after
// another: when one of our own is, all that the process made have been.
func (k *killings) settle(t *testing.T) {
	t.Helper()
	host, _, _ := strings.Cut(strings.TrimPrefix(k.account, "http://"), "/")
	c, err := net.Dial("tcp", host)
	check(t, err)
	ours := c.LocalAddr().String()
	check(t, c.Close())
	k.mu.Lock()
	defer k.mu.Unlock()
	for k.last != ours || len(k.open) > 0 {
		k.changed.Wait()
	}
}

func (k *killings) fault(service.Call) service.Fault {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.count++
	if k.at == 0 || k.count != k.at {
		return service.Fault{}
	}
	if err := k.victim.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		panic(err)
	}
	return service.Fault{Drop: !k.after, DropAnswer: k.after}
}

func (k *killings) observe(c service.Call) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.settled = append(k.settled, c)
}

// calls returns the calls that were served since the last time.
func (k *killings) calls() []service.Call {
	k.mu.Lock()
	defer k.mu.Unlock()
	calls := k.settled
	k.settled = nil
	return calls
}

// killed runs the program, to be killed at a write of its journal, or else at a request, and returns whether it was; it
// may have ended well before.
func (k *killings) killed(t *testing.T, state string, write, request int, after bool, args []string) bool {
	t.Helper()
	process := command(t.Context(), t, args...)
	if write > 0 {
		process.Path, process.Args[0] = lookPath(t, "dying"), "dying"
	}
	process.Env = append(process.Env, "XDG_STATE_HOME="+state, killAtWrite+"="+strconv.Itoa(write))
	k.mu.Lock()
	k.at, k.after, k.count, k.open = request, after, 0, map[string]bool{}
	err := process.Start()
	k.victim = process.Process
	k.mu.Unlock()
	check(t, err)
	err = process.Wait()
	if _, died := errors.AsType[*exec.ExitError](err); err != nil && !died {
		t.Fatal(err)
	}
	k.mu.Lock()
	k.at = 0
	k.mu.Unlock()
	code := process.ProcessState.ExitCode() // -1 for a signal
	if code > 0 {
		t.Errorf("exit code %d", code)
	}
	return code != 0
}

func lookPath(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	check(t, err)
	return path
}

// kind is a kind of transfer that is killed.
type kind struct {
	name string
	// from is what the files are at the source: files, or blobs of this type, without an MD5 if they are bare.
	from   string
	bare   bool
	toBlob bool
	share  bool // files of a share in place of blobs
	option string
	// sends are the operations that bring content to the destination.
	sends []string
}

func kinds() []kind {
	puts := []string{"Put Blob", "Put Block", "Put Block List", "Put Page", "Append Block"}
	return []kind{
		{name: "upload", from: "files", toBlob: true, sends: puts},
		{name: "page blobs", from: "files", toBlob: true, option: "/BlobType:page", sends: puts},
		{name: "append blobs", from: "files", toBlob: true, option: "/BlobType:append", sends: puts},
		{name: "download", from: "block", sends: []string{"Get Blob"}},
		{name: "download without MD5", from: "block", bare: true}, // what is whole is read once more, to know it
		{name: "copy by the service", from: "block", toBlob: true, sends: []string{"Copy Blob"}},
		{name: "copy of page blobs by the service", from: "page", toBlob: true, sends: []string{"Copy Blob"}},
		{name: "synchronous copy", from: "block", toBlob: true, option: "/SyncCopy", sends: puts},
		{name: "upload to a share", from: "files", toBlob: true, share: true, sends: []string{"Create File", "Put Range"}},
		{name: "download from a share", from: "share", share: true}, // its MD5 vouches for nothing
		{name: "copy to a share by the service", from: "share", toBlob: true, share: true, sends: []string{"Copy File"}},
	}
}

// begin returns the arguments that copy the files to a new destination, the n-th, and that destination.
func (k *killings) begin(t *testing.T, n int) (args []string, dest string) {
	dest = filepath.Join(t.TempDir(), "down")
	if k.kind.toBlob {
		dest = fmt.Sprintf("%s/dest%d", k.account, n)
	}
	args = []string{"/Source:" + k.source, "/Dest:" + dest, "/S"}
	service := "Blob"
	if k.kind.share {
		service = "File"
	}
	if k.kind.from != "files" {
		args = append(args, "/SourceType:"+service)
	}
	if k.kind.toBlob {
		args = append(args, "/DestType:"+service)
	}
	if k.kind.option != "" {
		args = append(args, k.kind.option)
	}
	return args, dest
}

// keep writes the files to a folder, and uploads them where the source is a container.
func (k *killings) keep(t *testing.T) {
	t.Helper()
	defer k.ready.Store(true)
	k.source = k.files.write(t)
	if k.kind.from == "files" {
		return
	}
	container := k.account + "/source"
	options := []string{"/DestType:Blob", "/BlobType:" + k.kind.from}
	if k.kind.share {
		options = []string{"/DestType:File"}
	}
	mustCopy(t, len(k.files), append(options, "/Source:"+k.source, "/Dest:"+container, "/S", "/Y")...)
	k.source = container
	for name := range k.files {
		if k.kind.bare {
			_, err := official(t, container).NewBlobClient(name).SetHTTPHeaders(t.Context(), blob.HTTPHeaders{}, nil)
			check(t, err)
		}
	}
	k.calls()
}

// tree are files by their names.
type tree map[string]file

type file struct {
	content []byte
	sum     [md5.Size]byte
}

func (files tree) add(name string, content []byte) { files[name] = file{content, md5.Sum(content)} }

// treeToKill are small files in several folders, and some of several chunks; sizes are those that a page blob can have.
func treeToKill() tree {
	random := rand.NewChaCha8([32]byte([]byte("what is copied while it is killed")))
	files := tree{}
	add := func(name string, size int) {
		content := make([]byte, size)
		random.Read(content)
		files.add(name, content)
	}
	for i := range 150 {
		add(fmt.Sprintf("f%d/file %d", i%4, i), i%3*512)
	}
	add("f0/large", 5<<20)
	add("f1/large", 9<<20)
	return files
}

// write writes the files to a new folder.
func (files tree) write(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	for name, f := range files {
		check(t, os.MkdirAll(filepath.Join(folder, filepath.Dir(name)), 0o777))
		check(t, os.WriteFile(filepath.Join(folder, name), f.content, 0o666))
	}
	return folder
}

// TestKilledRunsAreCompleted kills runs of every kind, at writes of the journal and at requests, before their operation
// and between it and the answer; often the runs that resume as well. The same command line in either spelling, or /Z
// alone, completes each, asks nothing, and sends nothing again that was whole at the destination. KILL_POINTS says how
// many; a failure reports the seed.
func TestKilledRunsAreCompleted(t *testing.T) {
	points := 200
	if testing.Short() {
		points = 16
	}
	if value := os.Getenv("KILL_POINTS"); value != "" {
		var err error
		points, err = strconv.Atoi(value)
		check(t, err)
	}
	seed, files := rand.Uint64(), treeToKill()
	for i, kind := range kinds() {
		t.Run(kind.name, func(t *testing.T) {
			t.Parallel()
			t.Logf("seed %d", seed)
			random := rand.New(rand.NewPCG(seed, uint64(i)))
			k := &killings{kind: kind, files: files}
			k.start(t, k.fault)
			for n := i; n < points && !t.Failed(); n += len(kinds()) {
				k.try(t, n, random)
			}
		})
	}
}

// try kills and completes one run.
func (k *killings) try(t *testing.T, n int, random *rand.Rand) {
	args, dest := k.begin(t, n)
	args = append(args, "/NC:4")
	state := t.TempDir()
	var whole map[string]bool // at the destination, before each run
	for range 1 + random.IntN(3) {
		write, request := 0, 1+random.IntN(350)
		if random.IntN(2) == 0 {
			write, request = 1+random.IntN(8), 0
		}
		after := random.IntN(2) == 0
		t.Logf("%q, killed at write %d, or at request %d, carried out %v", args, write, request, after)
		died := k.killed(t, state, write, request, after, args)
		k.settle(t)
		k.checkSent(t, whole)
		whole = k.wholeAt(t, dest)
		if !died {
			k.compare(t, dest)
			return
		}
		args = []func([]string) []string{same, long, journalAlone}[random.IntN(3)](args)
	}
	t.Logf("%q completes it", args)
	k.complete(t, state, args)
	k.checkSent(t, whole)
	k.compare(t, dest)
}

// How a run may be resumed.
func same(args []string) []string    { return args }
func journalAlone([]string) []string { return []string{"/Z"} }

// long returns the arguments in the long spelling.
func long(args []string) []string {
	names := map[string]string{
		"/Source": "source", "/Dest": "destination", "/SourceType": "source-type", "/DestType": "dest-type", "/S": "recursive",
		"/BlobType": "blob-type", "/SyncCopy": "sync-copy", "/NC": "parallel-level",
	}
	var spelled []string
	for _, arg := range args {
		name, value, hasValue := strings.Cut(arg, ":")
		switch name, classic := names[name]; {
		case !classic:
			spelled = append(spelled, arg)
		case hasValue:
			spelled = append(spelled, "--"+name, value)
		default:
			spelled = append(spelled, "--"+name)
		}
	}
	return spelled
}

// wholeAt returns the names of the files that the destination has, whole.
func (k *killings) wholeAt(t *testing.T, dest string) map[string]bool {
	t.Helper()
	whole := map[string]bool{}
	if !k.kind.toBlob {
		for name, f := range k.files {
			got, err := os.ReadFile(filepath.Join(dest, name))
			whole[name] = err == nil && bytes.Equal(got, f.content)
		}
		return whole
	}
	if k.kind.share {
		for name, got := range sharedFiles(t, dest) {
			sum := k.files[name].sum
			whole[name] = bytes.Equal(got.ContentMD5, sum[:])
		}
		return whole
	}
	for pager := official(t, dest).NewListBlobsFlatPager(nil); pager.More(); {
		page, err := pager.NextPage(t.Context())
		if bloberror.HasCode(err, bloberror.ContainerNotFound) {
			break
		}
		check(t, err)
		for _, item := range page.Segment.BlobItems {
			sum := k.files[*item.Name].sum
			whole[*item.Name] = bytes.Equal(item.Properties.ContentMD5, sum[:])
		}
	}
	return whole
}

// checkSent fails for what was sent of an object that was whole before.
func (k *killings) checkSent(t *testing.T, whole map[string]bool) {
	t.Helper()
	for _, c := range k.calls() {
		if c.Method != "HEAD" && slices.Contains(k.kind.sends, c.Operation) && whole[c.Object] {
			t.Errorf("%s of %q, which was whole", c.Operation, c.Object)
		}
	}
}

// complete runs the program once more, to its end.
func (k *killings) complete(t *testing.T, state string, args []string) {
	t.Helper()
	process := command(t.Context(), t, args...)
	process.Env = append(process.Env, "XDG_STATE_HOME="+state)
	out, err := process.CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("\nTransfer skipped:        0\nTransfer failed:         0\n")) || bytes.Contains(out, []byte("Overwrite")) {
		t.Errorf("%v\n%s", err, out)
	}
	if left, err := fs.Glob(os.DirFS(state), "azcopy/*.jnl"); err != nil || len(left) > 0 {
		t.Errorf("the journal is left: %q, %v", left, err)
	}
}

// compare compares the destination with the files, MD5s included, and gives up a container.
func (k *killings) compare(t *testing.T, dest string) {
	t.Helper()
	if k.kind.toBlob && !k.kind.share {
		k.compareBlobs(t, dest)
		return
	}
	if k.kind.toBlob {
		folder := filepath.Join(t.TempDir(), "check")
		mustCopy(t, len(k.files), "/Source:"+dest, "/SourceType:File", "/Dest:"+folder, "/S", "/CheckMD5")
		k.calls()
		dest = folder
	}
	found := 0
	check(t, filepath.WalkDir(dest, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		found++
		name, err := filepath.Rel(dest, path)
		if err != nil {
			return err
		}
		content, err := os.ReadFile(path)
		if want, exists := k.files[filepath.ToSlash(name)]; !exists || !bytes.Equal(content, want.content) {
			t.Errorf("%s differs, or should not be there", name)
		}
		return err
	}))
	if found != len(k.files) {
		t.Errorf("%d files, want %d", found, len(k.files))
	}
}

func (k *killings) compareBlobs(t *testing.T, dest string) {
	t.Helper()
	sums := map[string][md5.Size]byte{}
	container := official(t, dest)
	for name, f := range k.files {
		sums[name] = f.sum
		blob, err := container.NewBlobClient(name).DownloadStream(t.Context(), nil)
		check(t, err)
		content, err := io.ReadAll(blob.Body)
		if err := errors.Join(err, blob.Body.Close()); err != nil || !bytes.Equal(content, f.content) {
			t.Errorf("%s has another content: %v", name, err)
		}
	}
	compareBlobs(t, dest, sums)
	_, err := container.Delete(t.Context(), nil)
	check(t, err)
	k.calls()
}
