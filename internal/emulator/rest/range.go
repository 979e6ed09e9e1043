package rest

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
)

// Range is a run of bytes of a resource. The zero value is the whole of it.
type Range struct {
	Offset int64
	// Length in bytes; meaningless when Whole.
	Length int64
	Asked  bool // whether the request asked for a range
}

// ParseRange reads x-ms-range, or else Range: see
// https://learn.microsoft.com/rest/api/storageservices/specifying-the-range-header-for-blob-service-operations.
func ParseRange(h http.Header) (Range, error) {
	if h.Get("x-ms-range") != "" {
		return ParseRangeIn(h, "x-ms-range")
	}
	return ParseRangeIn(h, "Range")
}

// ParseReadRange is ParseRange for a request that reads. As in HTTP, an unknown form of range is as if no range were asked
// for.
func ParseReadRange(h http.Header) Range {
	r, err := ParseRange(h)
	if err != nil {
		return Range{}
	}
	return r
}

// ParseRangeIn reads the range in the header of this name.
func ParseRangeIn(h http.Header, name string) (Range, error) {
	value := h.Get(name)
	if value == "" {
		return Range{}, nil
	}
	bounds, isBytes := strings.CutPrefix(value, "bytes=")
	first, last, isPair := strings.Cut(bounds, "-")
	if !isBytes || !isPair {
		return Range{}, BadHeader(name, value)
	}
	offset, err := strconv.ParseUint(first, 10, 63)
	if err != nil {
		return Range{}, BadHeader(name, value)
	}
	end := uint64(math.MaxInt64 - 1)
	if last != "" {
		if end, err = strconv.ParseUint(last, 10, 63); err != nil || end < offset {
			return Range{}, BadHeader(name, value)
		}
	}
	end = min(end, math.MaxInt64-1)
	return Range{Offset: int64(offset), Length: int64(end - min(offset, end) + 1), Asked: true}, nil
}

// Within clips the range to a resource of size bytes. A range that begins beyond the end is an error.
func (r Range) Within(size int64) (Range, error) {
	if !r.Asked {
		return Range{Length: size}, nil
	}
	if r.Offset >= size {
		e := New(InvalidRange)
		e.Header = http.Header{"Content-Range": {fmt.Sprintf("bytes */%d", size)}}
		return r, e
	}
	r.Length = min(r.Length, size-r.Offset)
	return r, nil
}

// ContentRange is the value of Content-Range for a clipped range of a resource of size bytes.
func (r Range) ContentRange(size int64) string {
	return fmt.Sprintf("bytes %d-%d/%d", r.Offset, r.Offset+r.Length-1, size)
}
