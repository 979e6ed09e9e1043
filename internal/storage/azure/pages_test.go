package azure

import (
	"strconv"
	"strings"
	"testing"
	"time"
)

// Empty pages come to an end, by their number and by the clock.
func TestEmptyPagesComeToAnEnd(t *testing.T) {
	begin := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		each time.Duration
		want int // the page that fails
	}{{0, MaxEmptyPages}, {time.Minute, 61}, {time.Hour, 2}} {
		var p Pages
		failed := 0
		for n := 1; failed == 0; n++ {
			if p.Next(strconv.Itoa(n), 0, begin.Add(time.Duration(n)*tt.each)) != nil {
				failed = n
			}
		}
		if failed != tt.want {
			t.Errorf("one every %v: page %d fails, want %d", tt.each, failed, tt.want)
		}
	}
	var p Pages
	for n := range 3 * MaxEmptyPages { // one in a thousand lists something
		if err := p.Next(strconv.Itoa(n), max(0, n%1000-998), begin.Add(time.Duration(n)*time.Second)); err != nil {
			t.Fatalf("page %d: %v", n, err)
		}
	}
}

// A circle of pages is found within three times its length, wherever it starts.
func TestPagesThatGoRoundInCircles(t *testing.T) {
	for _, tt := range []struct{ before, length int }{{0, 1}, {0, 2}, {5, 3}, {100, 1000}} {
		var p Pages
		for n := 0; ; n++ {
			marker := n
			if n > tt.before {
				marker = tt.before + (n-tt.before)%tt.length
			}
			err := p.Next(strconv.Itoa(marker), 1, time.Time{})
			if err == ErrCircles {
				break
			}
			if err != nil || n > 3*(tt.before+tt.length) {
				t.Fatalf("%+v: page %d: %v", tt, n, err)
			}
		}
	}
}

func TestPagesWithoutAMarker(t *testing.T) {
	var p Pages
	for range 3 { // the last page, of a caller that asks again
		if err := p.Next("", 1, time.Time{}); err != nil {
			t.Error(err)
		}
	}
	if err := p.Next(strings.Repeat("m", maxMarker+1), 1, time.Time{}); err == nil {
		t.Error("a marker that is too long for a URL was taken")
	}
}
