package report

import (
	"testing"
	"time"
)

func TestFormatSize(t *testing.T) {
	for bytes, want := range map[int64]string{
		0: "0 bytes", 1023: "1023 bytes", 1024: "1KB", 1536: "1.5KB", 1 << 20: "1MB", 1234567: "1.18MB", 5 << 30: "5GB", 3 << 50: "3072TB",
	} {
		if got := formatSize(bytes); got != want {
			t.Errorf("%d is %q, want %q", bytes, got, want)
		}
	}
}

func TestFormatElapsed(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "00.00:00:00", 1600 * time.Millisecond: "00.00:00:02", 25*time.Hour + 61*time.Second: "01.01:01:01",
	} {
		if got := formatElapsed(d); got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
	}
}

func TestBothSizes(t *testing.T) {
	for bytes, want := range map[int64]string{0: "0 bytes", 1023: "1023 bytes", 1024: "1KB (1024 bytes)"} {
		if got := bothSizes(bytes); got != want {
			t.Errorf("%d is %q, want %q", bytes, got, want)
		}
	}
}
