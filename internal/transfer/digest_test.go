package transfer

import (
	"bytes"
	"context"
	"crypto/md5"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"
)

func TestDigestHashesInOrderHoweverChunksCome(t *testing.T) {
	data := make([]byte, 1000)
	for i := range data {
		data[i] = byte(rand.Int())
	}
	d := newDigest()
	var wg sync.WaitGroup
	for _, i := range rand.Perm(100) {
		wg.Go(func() {
			if err := d.write(t.Context(), i, data[i*10:(i+1)*10]); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if want := md5.Sum(data); !bytes.Equal(d.sum(), want[:]) {
		t.Errorf("got %x, want %x", d.sum(), want)
	}
}

func TestDigestGivesUpWhenAnEarlierChunkNeverComes(t *testing.T) {
	failed := errors.New("chunk 0 could not be read")
	ctx, cancel := context.WithCancelCause(t.Context())
	d := newDigest()
	done := make(chan error)
	go func() { done <- d.write(ctx, 1, []byte("x")) }()
	cancel(failed)
	if err := <-done; !errors.Is(err, failed) {
		t.Errorf("got %v", err)
	}
}
