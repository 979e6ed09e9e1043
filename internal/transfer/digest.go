package transfer

import (
	"context"
	"crypto/md5"
	"hash"
	"sync"
)

// digest computes the MD5 of an object whose chunks arrive in any order, from several goroutines. It hashes them in order:
// each chunk waits for its turn. Since the chunks of an object are started in order, the one whose turn it is has always
// started, and none waits for ever. A nil digest computes nothing.
type digest struct {
	mu    sync.Mutex
	hash  hash.Hash
	next  int
	turns map[int]chan struct{}
}

func newDigest() *digest {
	return &digest{hash: md5.New(), turns: map[int]chan struct{}{}}
}

// write waits for the chunks before this index and hashes the chunk, or returns the context's error.
func (d *digest) write(ctx context.Context, index int, p []byte) error {
	if d == nil {
		return nil
	}
	select {
	case <-d.turn(index):
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	d.hash.Write(p)
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.turns, index)
	d.next = index + 1
	if waiting, ok := d.turns[d.next]; ok {
		close(waiting)
	}
	return nil
}

// turn returns a channel that is closed when the chunk with this index may be hashed.
func (d *digest) turn(index int) <-chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	turn := make(chan struct{})
	if index == d.next {
		close(turn)
	}
	d.turns[index] = turn
	return turn
}

// sum returns the MD5 of all chunks. It is called once the last one has been written.
func (d *digest) sum() []byte {
	if d == nil {
		return nil
	}
	return d.hash.Sum(nil)
}

func md5Of(p []byte) []byte {
	sum := md5.Sum(p)
	return sum[:]
}
