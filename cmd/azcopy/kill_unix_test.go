//go:build unix

package main

import (
	"bytes"
	"crypto/md5"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"azcopy/internal/emulator"
	"azcopy/internal/emulator/auth"
	"azcopy/internal/emulator/service"
	"azcopy/internal/storage"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/bloberror"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azfile/fileerror"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azfile/share"
)

// killings is a service that kills its client at a request, and keeps what it has served.
type killings struct {
	account string // its URL
	folder  string // with the files that are copied
	stored  string // the URL of a container with them
	pages   string // of one that has them as page blobs
	bare    string // of one where they have no MD5
	shared  string // the URL of a share with them

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

func startKillings(t *testing.T) *killings {
	t.Helper()
	k := &killings{open: map[string]bool{}}
	k.changed = sync.NewCond(&k.mu)
	em := openEmulator(t, emulator.WithFaults(k.fault), emulator.WithObserver(k.observe))
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isShare(r.URL.Path) {
			em.File().ServeHTTP(w, r)
			return
		}
		em.Blob().ServeHTTP(w, r)
	}))
	server.Config.ConnState = k.connection
	server.Start()
	t.Cleanup(server.Close)
	k.account = server.URL + "/" + storage.DevelopmentAccount
	return k
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
	// begin returns the arguments that copy the files to a new destination, the n-th, and that destination.
	begin func(t *testing.T, n int) (args []string, dest string)
	// sends are the operations that bring content to the destination.
	sends []string
}

func (k *killings) kinds() []kind {
	puts := []string{"Put Blob", "Put Block", "Put Block List", "Put Page", "Append Block"}
	toBlobs := func(source string, options ...string) func(*testing.T, int) ([]string, string) {
		return func(t *testing.T, n int) ([]string, string) {
			dest := fmt.Sprintf("%s/dest%d", k.account, n)
			return append([]string{"/Source:" + source, "/Dest:" + dest, "/DestType:Blob", "/S"}, options...), dest
		}
	}
	toFiles := func(source string) func(*testing.T, int) ([]string, string) {
		return func(t *testing.T, n int) ([]string, string) {
			dest := filepath.Join(t.TempDir(), "down")
			return []string{"/Source:" + source, "/Dest:" + dest, "/SourceType:Blob", "/S"}, dest
		}
	}
	toShare := func(source string, options ...string) func(*testing.T, int) ([]string, string) {
		return func(t *testing.T, n int) ([]string, string) {
			dest := fmt.Sprintf("%s/share%d", k.account, n)
			return append([]string{"/Source:" + source, "/Dest:" + dest, "/DestType:File", "/S"}, options...), dest
		}
	}
	fromShare := func(t *testing.T, _ int) ([]string, string) {
		dest := filepath.Join(t.TempDir(), "down")
		return []string{"/Source:" + k.shared, "/Dest:" + dest, "/SourceType:File", "/S"}, dest
	}
	const fromBlobs = "/SourceType:Blob"
	return []kind{
		{"upload to a share", toShare(k.folder), []string{"Create File", "Put Range"}},
		{"download from a share", fromShare, nil}, // its MD5 vouches for nothing
		{"copy to a share by the service", toShare(k.shared, "/SourceType:File"), []string{"Copy File"}},
		{"upload", toBlobs(k.folder), puts},
		{"page blobs", toBlobs(k.folder, "/BlobType:page"), puts},
		{"append blobs", toBlobs(k.folder, "/BlobType:append"), puts},
		{"download", toFiles(k.stored), []string{"Get Blob"}},
		{"download without MD5", toFiles(k.bare), nil}, // what is whole is read once more, to know it
		{"copy by the service", toBlobs(k.stored, fromBlobs), []string{"Copy Blob"}},
		{"copy of page blobs by the service", toBlobs(k.pages, fromBlobs), []string{"Copy Blob"}},
		{"synchronous copy", toBlobs(k.stored, fromBlobs, "/SyncCopy"), puts},
	}
}

// keep writes the files to a folder, and uploads them to the containers.
func (k *killings) keep(t *testing.T, files map[string][]byte) {
	t.Helper()
	k.folder, k.stored, k.pages, k.bare = writeTree(t, files), k.account+"/source", k.account+"/pages", k.account+"/bare"
	for container, blobType := range map[string]string{k.stored: "block", k.pages: "page", k.bare: "block"} {
		mustCopy(t, len(files), "/Source:"+k.folder, "/Dest:"+container, "/DestType:Blob", "/S", "/Y", "/BlobType:"+blobType)
	}
	k.shared = k.account + "/shared"
	mustCopy(t, len(files), "/Source:"+k.folder, "/Dest:"+k.shared, "/DestType:File", "/S", "/Y")
	for name := range files {
		_, err := official(t, k.bare).NewBlobClient(name).SetHTTPHeaders(t.Context(), blob.HTTPHeaders{}, nil)
		check(t, err)
	}
	k.calls()
}

// treeToKill are small files in several folders, and some of several chunks; sizes are those that a page blob can have.
func treeToKill() map[string][]byte {
	random := rand.NewChaCha8([32]byte([]byte("what is copied while it is killed")))
	files := map[string][]byte{}
	add := func(name string, size int) {
		content := make([]byte, size)
		random.Read(content)
		files[name] = content
	}
	for i := range 150 {
		add(fmt.Sprintf("f%d/file %d", i%4, i), i%3*512)
	}
	for i := range 3 {
		add(fmt.Sprintf("f%d/large %d", i, i), 5<<20+i*2<<20)
	}
	return files
}

func writeTree(t *testing.T, files map[string][]byte) string {
	t.Helper()
	folder := t.TempDir()
	for name, content := range files {
		check(t, os.MkdirAll(filepath.Join(folder, filepath.Dir(name)), 0o777))
		check(t, os.WriteFile(filepath.Join(folder, name), content, 0o666))
	}
	return folder
}

// TestKilledRunsAreCompleted kills runs of every kind, at writes of the journal and at requests, before their operation
// and between it and the answer; often the runs that resume as well. The same command line in either spelling, or /Z
// alone, completes each, asks nothing, and sends nothing again that was whole at the destination. KILL_POINTS says how
// many; the seed is told by a failure.
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
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	k := startKillings(t)
	files := treeToKill()
	k.keep(t, files)
	kinds := k.kinds()
	for n := range points {
		kind := kinds[n%len(kinds)]
		if !t.Run(fmt.Sprintf("%s %d", kind.name, n), func(t *testing.T) { k.try(t, kind, files, n, random) }) {
			t.Fatalf("seed %d", seed)
		}
	}
}

// try kills and completes one run.
func (k *killings) try(t *testing.T, kind kind, files map[string][]byte, n int, random *rand.Rand) {
	args, dest := kind.begin(t, n)
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
		k.checkSent(t, kind, whole)
		whole = wholeAt(t, dest, files)
		if !died {
			k.compare(t, dest, files)
			return
		}
		args = []func([]string) []string{same, long, journalAlone}[random.IntN(3)](args)
	}
	t.Logf("%q completes it", args)
	k.complete(t, state, args)
	k.checkSent(t, kind, whole)
	k.compare(t, dest, files)
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
func wholeAt(t *testing.T, dest string, files map[string][]byte) map[string]bool {
	t.Helper()
	whole := map[string]bool{}
	if !strings.HasPrefix(dest, "http") {
		for name, content := range files {
			got, err := os.ReadFile(filepath.Join(dest, name))
			whole[name] = err == nil && bytes.Equal(got, content)
		}
		return whole
	}
	if isShare(dest) {
		for name, got := range sharedSums(t, dest) {
			sum := md5.Sum(files[name])
			whole[name] = bytes.Equal(got, sum[:])
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
			sum := md5.Sum(files[*item.Name])
			whole[*item.Name] = bytes.Equal(item.Properties.ContentMD5, sum[:])
		}
	}
	return whole
}

// isShare reports whether a URL or its path is that of a share of the killings.
func isShare(path string) bool { return strings.Contains(path, "/"+storage.DevelopmentAccount+"/share") }

// sharedSums returns the MD5s that are stored with the files of a share; there are none without the share.
func sharedSums(t *testing.T, shareURL string) map[string][]byte {
	t.Helper()
	credential, err := share.NewSharedKeyCredential(storage.DevelopmentAccount, auth.DevelopmentKey)
	check(t, err)
	c, err := share.NewClientWithSharedKeyCredential(shareURL, credential, nil)
	check(t, err)
	names, err := filesBelow(c, "")
	if fileerror.HasCode(err, fileerror.ShareNotFound) {
		return nil
	}
	check(t, err)
	sums := map[string][]byte{}
	for _, name := range names {
		folder, base := path.Split(name)
		p, err := directoryOf(c, folder).NewFileClient(base).GetProperties(t.Context(), nil)
		if fileerror.HasCode(err, fileerror.ResourceNotFound) { // an empty directory
			continue
		}
		check(t, err)
		sums[name] = p.ContentMD5
	}
	return sums
}

// checkSent fails for what was sent of an object that was whole before.
func (k *killings) checkSent(t *testing.T, kind kind, whole map[string]bool) {
	t.Helper()
	for _, c := range k.calls() {
		if c.Method != "HEAD" && slices.Contains(kind.sends, c.Operation) && whole[c.Object] {
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

// compare compares the destination with the files, MD5s included.
func (k *killings) compare(t *testing.T, dest string, files map[string][]byte) {
	t.Helper()
	if isShare(dest) {
		folder := filepath.Join(t.TempDir(), "check")
		mustCopy(t, len(files), "/Source:"+dest, "/SourceType:File", "/Dest:"+folder, "/S", "/CheckMD5")
		k.calls()
		dest = folder
	}
	if strings.HasPrefix(dest, "http") {
		sums := map[string][md5.Size]byte{}
		for name, content := range files {
			sums[name] = md5.Sum(content)
		}
		compareBlobs(t, dest, sums)
		folder := filepath.Join(t.TempDir(), "check")
		mustCopy(t, len(files), "/Source:"+dest, "/SourceType:Blob", "/Dest:"+folder, "/S", "/CheckMD5")
		_, err := official(t, dest).Delete(t.Context(), nil)
		check(t, err)
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
		if want, exists := files[filepath.ToSlash(name)]; !exists || !bytes.Equal(content, want) {
			t.Errorf("%s differs, or should not be there", name)
		}
		return err
	}))
	if found != len(files) {
		t.Errorf("%d files, want %d", found, len(files))
	}
}
