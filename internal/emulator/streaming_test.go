package emulator_test

import (
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"azcopy/internal/emulator"
	"azcopy/internal/emulator/auth"
)

// answerFor returns the status of a request to a host, with a signature that is nobody's.
func answerFor(t *testing.T, h http.Handler, host string) int {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "http://"+host+"/"+auth.DevelopmentAccount+"/box/b", nil)
	r.Header.Set("Authorization", "SharedKey "+auth.DevelopmentAccount+":bm9ib2R5")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code
}

// pattern is an endless reader of bytes, each of which shows its position.
type pattern struct{ offset int64 }

func (p *pattern) Read(b []byte) (int, error) {
	for i := range b {
		at := p.offset + int64(i)
		b[i] = byte(at ^ at>>8 ^ at>>16 ^ at>>24)
	}
	p.offset += int64(len(b))
	return len(b), nil
}

// A blob of 2 GiB goes into a folder and out of it through a heap that hardly grows.
func TestLargeBlobIsStreamed(t *testing.T) {
	if testing.Short() {
		t.Skip("2 GiB take their time")
	}
	const blockSize, blocks, size = 512 << 20, 4, 4 * 512 << 20
	c := serve(t, emulator.WithFolder(t.TempDir()))
	c.must(t, http.StatusCreated, http.MethodPut, "/box?restype=container", "")
	peak := watchHeap(t)

	sent := crc32.NewIEEE()
	content := io.TeeReader(new(pattern), sent)
	var ids []string
	for i := range blocks {
		ids = append(ids, fmt.Sprintf("%06d", i))
		r := c.request(t, http.MethodPut, "/box/large?comp=block&blockid="+blockID(ids[i]), io.LimitReader(content, blockSize), "Content-Length", fmt.Sprint(blockSize))
		response, err := c.http.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if err := response.Body.Close(); err != nil || response.StatusCode != http.StatusCreated {
			t.Fatalf("block %d: %s, %v", i, response.Status, err)
		}
	}
	c.must(t, http.StatusCreated, http.MethodPut, "/box/large?comp=blocklist", blockList(ids...))

	response, err := c.http.Do(c.request(t, http.MethodGet, "/box/large", nil))
	if err != nil {
		t.Fatal(err)
	}
	received := crc32.NewIEEE()
	n, err := io.Copy(received, response.Body)
	if err := errors.Join(err, response.Body.Close()); err != nil || n != size {
		t.Fatalf("%d bytes came back, %v", n, err)
	}
	if sent.Sum32() != received.Sum32() {
		t.Errorf("the CRC of what came back is %08x, of what was sent %08x", received.Sum32(), sent.Sum32())
	}
	// A range that begins in one block and ends in the next.
	got := c.must(t, http.StatusPartialContent, http.MethodGet, "/box/large", "", "Range", fmt.Sprintf("bytes=%d-%d", blockSize-2, blockSize+1))
	want := make([]byte, 4)
	if _, err := io.ReadFull(&pattern{blockSize - 2}, want); err != nil || got.body != string(want) {
		t.Errorf("the range is %q, want %q", got.body, want)
	}
	const most = 16 << 20
	if grown := peak(); grown > most {
		t.Errorf("the heap grew by %d MiB", grown>>20)
	}
}

// watchHeap samples the heap, and returns a function that ends that and returns by how many bytes the heap grew at
// most.
func watchHeap(t *testing.T) (peak func() uint64) {
	t.Helper()
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	start := m.HeapAlloc
	stop, most := make(chan struct{}), make(chan uint64)
	go func() {
		highest := start
		for {
			runtime.ReadMemStats(&m)
			highest = max(highest, m.HeapAlloc)
			select {
			case <-stop:
				most <- highest - start
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	return func() uint64 {
		close(stop)
		return <-most
	}
}

// A body without a length is refused before a byte of it is kept.
func TestBodyWithoutLength(t *testing.T) {
	c := serve(t)
	c.must(t, http.StatusCreated, http.MethodPut, "/box?restype=container", "")
	r := c.request(t, http.MethodPut, "/box/b", io.MultiReader(strings.NewReader("content")), "x-ms-blob-type", "BlockBlob")
	response, err := c.http.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusLengthRequired {
		t.Errorf("it is answered with %s", response.Status)
	}
}
