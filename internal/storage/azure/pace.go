package azure

import (
	"errors"
	"time"
)

// MinRate is how many bytes a second the body of a request or an answer must move at least, averaged over
// TransportOptions.Silence. A peer that sends one byte a minute is never silent, and never done.
const MinRate = 1 << 10

var errTooSlow = errors.New("less than 1 KiB a second")

// pace measures the bytes of a body and the time spent waiting for the other side.
type pace struct {
	window time.Duration
	bytes  int64
	waited time.Duration
}

// add returns errTooSlow when a window has passed with too few bytes.
func (p *pace) add(bytes int, waited time.Duration) error {
	p.bytes += int64(bytes)
	p.waited += waited
	if p.waited < p.window {
		return nil
	}
	slow := float64(p.bytes) < MinRate*p.waited.Seconds()
	p.bytes, p.waited = 0, 0
	if slow {
		return errTooSlow
	}
	return nil
}
