package blob

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// Callers that take a name to be absent rely on this: MayFollow says yes whenever one of the possible orders of a service
// puts name after after.
func TestMayFollowCoversEveryOrder(t *testing.T) {
	orders := map[string]func(a, b string) int{
		"bytes":    strings.Compare,
		"UTF-16":   func(a, b string) int { return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b))) },
		"segments": func(a, b string) int { return slices.Compare(strings.Split(a, "/"), strings.Split(b, "/")) },
	}
	rng := rand.New(rand.NewPCG(3, 4))
	alphabet := []rune("ab-./0é\uD7FF\uE000\uFFFD\U00010000\U0001F389")
	word := func() string {
		var b strings.Builder
		for range rng.IntN(5) {
			b.WriteRune(alphabet[rng.IntN(len(alphabet))])
		}
		return b.String()
	}
	c := new(Container)
	sure := 0
	for range 200_000 {
		name, after := word(), word()
		follows := c.MayFollow(name, after)
		if !follows && name != after {
			sure++
		}
		for order, compare := range orders {
			if compare(name, after) > 0 && !follows {
				t.Fatalf("by %s %q follows %q", order, name, after)
			}
		}
	}
	if sure < 50_000 {
		t.Errorf("only %d of 200,000 pairs are certain", sure)
	}
}
