package blob_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"azcopy/internal/emulator"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"
)

// Page blobs, their snapshots and copies hold what a model of plain strings holds, whatever is done to them and in
// whatever order, in memory and in a folder.
func TestPageBlobsAgainstModel(t *testing.T) {
	for seed := range uint64(20) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			var options []emulator.Option
			if seed%4 == 0 {
				options = append(options, emulator.WithFolder(t.TempDir()))
			}
			m := &model{rand: rand.New(rand.NewPCG(seed, 7)), snapshots: make(map[string]string)}
			m.c = newContainer(t, newAccount(t, options...).Client, "model")
			m.run(t, 40)
		})
	}
}

// model is what three page blobs and their snapshots should hold, as letters.
type model struct {
	c         *container.Client
	rand      *rand.Rand
	blobs     [3]string
	snapshots map[string]string // by "number time"
}

func (m *model) run(t *testing.T, steps int) {
	for i := range m.blobs {
		m.blobs[i] = "........"
		newPageBlob(t, m.c, itoa(i), 8)
	}
	for range steps {
		i := m.rand.IntN(len(m.blobs))
		switch m.rand.IntN(10) {
		case 0:
			m.snapshots[itoa(i)+" "+take(t, m.c, itoa(i))] = m.blobs[i]
		case 1:
			m.copy(t, i)
		case 2:
			m.resize(t, i)
		case 3:
			m.forget(t)
		default:
			m.write(t, i)
		}
		m.compare(t)
	}
}

func (m *model) write(t *testing.T, i int) {
	if len(m.blobs[i]) == 0 {
		return
	}
	from := m.rand.IntN(len(m.blobs[i]))
	n := 1 + m.rand.IntN(len(m.blobs[i])-from)
	text := ""
	for range n {
		text += string(rune('A' + m.rand.IntN(26)))
	}
	sent := text
	if m.rand.IntN(3) == 0 {
		text, sent = "................"[:n], "                "[:n]
	}
	putPages(t, m.c.NewPageBlobClient(itoa(i)), from, sent)
	m.blobs[i] = m.blobs[i][:from] + text + m.blobs[i][from+n:]
}

func (m *model) resize(t *testing.T, i int) {
	n := m.rand.IntN(17)
	_, err := m.c.NewPageBlobClient(itoa(i)).Resize(t.Context(), int64(n)*512, nil)
	must(t, err)
	m.blobs[i] = (m.blobs[i] + "................")[:n]
}

// copy copies a blob or a snapshot to the blob.
func (m *model) copy(t *testing.T, to int) {
	from := m.rand.IntN(len(m.blobs))
	url, holds := m.c.NewBlobClient(itoa(from)).URL(), m.blobs[from]
	if key := m.pick(); key != "" && m.rand.IntN(2) == 0 {
		url, holds = at(t, m.c, key[:1], key[2:]).URL(), m.snapshots[key]
	}
	_, err := m.c.NewBlobClient(itoa(to)).StartCopyFromURL(t.Context(), url, nil)
	must(t, err)
	m.blobs[to] = holds
}

// pick returns one of the snapshots, or "".
func (m *model) pick() string {
	keys := slices.Sorted(maps.Keys(m.snapshots))
	if len(keys) == 0 {
		return ""
	}
	return keys[m.rand.IntN(len(keys))]
}

// forget deletes a snapshot, or all of a blob's.
func (m *model) forget(t *testing.T) {
	key := m.pick()
	if key == "" {
		return
	}
	if m.rand.IntN(4) > 0 {
		_, err := at(t, m.c, key[:1], key[2:]).Delete(t.Context(), nil)
		must(t, err)
		delete(m.snapshots, key)
		return
	}
	_, err := m.c.NewBlobClient(key[:1]).Delete(t.Context(), &blob.DeleteOptions{DeleteSnapshots: ptr(blob.DeleteSnapshotsOptionTypeOnly)})
	must(t, err)
	maps.DeleteFunc(m.snapshots, func(other, _ string) bool { return other[:1] == key[:1] })
}

func (m *model) compare(t *testing.T) {
	for i, want := range m.blobs {
		if got := letters(content(t, m.c.NewBlobClient(itoa(i)))); got != want {
			t.Errorf("blob %d is %q, want %q", i, got, want)
		}
	}
	for key, want := range m.snapshots {
		if got := letters(content(t, at(t, m.c, key[:1], key[2:]))); got != want {
			t.Errorf("the snapshot %s is %q, want %q", key, got, want)
		}
	}
}
