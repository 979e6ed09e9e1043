package file

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"azcopy/internal/emulator/content"
	"azcopy/internal/emulator/extent"
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/rest"
)

// TestRangesAreThoseOfAModel writes and clears at random in two files that began as the same, and compares what is said about
// them with a file that is kept as which write each byte is from.
func TestRangesAreThoseOfAModel(t *testing.T) {
	const size = 8 * unit
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 0))
		part, err := index.NewMemory().Part(index.File)
		if err != nil {
			t.Fatal(err)
		}
		store := content.NewStore(part, extent.NewMemory())
		before, now := node{entry: entry{Size: size}}, node{entry: entry{Size: size}}
		var modelBefore, model [size]int // 0 is a hole
		for step := 1; step <= 8; step++ {
			if step == 5 {
				before.Content, modelBefore = now.Content, model
			}
			from := random.Int64N(size)
			to := from + 1 + random.Int64N(size-from)
			writes := random.IntN(2) == 0
			if !writes {
				from, to = from/unit*unit, (to+unit-1)/unit*unit
			}
			err := store.Update(func(tx *content.Change) error {
				if step == 5 {
					tx.Refer(now.Content)
				}
				if err := now.cut(tx, from, to); err != nil || !writes {
					return err
				}
				own, err := tx.Own("")
				now.Content = cmp.Or(now.Content, own)
				return cmp.Or(err, tx.Add(now.Content, from, content.Segment{Extent: extent.ID(fmt.Sprint(step)), Size: to - from}))
			})
			if err != nil {
				t.Fatal(err)
			}
			for i := from; i < to; i++ {
				model[i] = 0
				if writes {
					model[i] = step
				}
			}
		}
		x := rest.NewXML(nil)
		if err := part.View(func(tx index.Reader) error { return writeRanges(x, tx, before, now, rest.Range{Length: size}) }); err != nil {
			t.Fatal(err)
		}
		if got := string(x.Bytes()); !strings.HasSuffix(got, modelRanges(modelBefore[:], model[:])) {
			t.Fatalf("seed %d: %s, want %s", seed, got, modelRanges(modelBefore[:], model[:]))
		}
	}
}

// modelRanges returns what has changed between two files, block by block.
func modelRanges(before, now []int) string {
	kinds := make([]string, 0, len(now)/unit)
	for i := 0; i < len(now); i += unit {
		b, n := before[i:i+unit], now[i:i+unit]
		isHole := func(block []int) bool { return slices.Max(block) == 0 }
		changed := func() bool {
			for k := range n {
				if n[k] != 0 && n[k] != b[k] {
					return true
				}
			}
			return false
		}
		switch {
		case isHole(n) && !isHole(b):
			kinds = append(kinds, "ClearRange")
		case changed():
			kinds = append(kinds, "Range")
		default:
			kinds = append(kinds, "")
		}
	}
	text := "<Ranges>"
	for i := 0; i < len(kinds); {
		end := i + 1
		for end < len(kinds) && kinds[end] == kinds[i] {
			end++
		}
		if kinds[i] != "" {
			text += fmt.Sprintf("<%s><Start>%d</Start><End>%d</End></%[1]s>", kinds[i], i*unit, end*unit-1)
		}
		i = end
	}
	return text + "</Ranges>"
}
