package blob

import "unicode/utf8"

// MayFollow reports whether List may yield name behind after. It errs on the side of yes, since nobody has written down
// by which order a service lists.
func (c *Container) MayFollow(name, after string) bool { return mayFollow(name, after) }

// mayFollow reports whether a listing may yield name behind after. A service that knows startFrom has left out what
// lies before; for the others it is left out here. By which order a service sorts is written down nowhere for the last
// detail: by bytes, by UTF-16 as .NET compares, or segment by segment where the account has a hierarchical namespace.
// A name that lies before in one of these orders and behind in another counts as behind, since an object that is
// listed twice costs time, and one that is left out is lost.
func mayFollow(name, after string) bool {
	i := 0
	for i < len(name) && i < len(after) && name[i] == after[i] {
		i++
	}
	if i == len(name) || i == len(after) {
		return len(name) > len(after)
	}
	if after[i] == '/' { // segment by segment, the '/' comes before every other character
		return true
	}
	return name > after || utf16Disagrees(name, after, i)
}

// utf16Disagrees reports whether UTF-16 sorts the strings otherwise than bytes do: when of the runes that contain byte
// i, the first in which they differ, one has to be written as surrogates, and the other lies behind those.
func utf16Disagrees(a, b string, i int) bool {
	const lastOf16Bits, behindSurrogates = 0xFFFF, 0xE000
	for i > 0 && !utf8.RuneStart(a[i]) {
		i--
	}
	x, _ := utf8.DecodeRuneInString(a[i:])
	y, _ := utf8.DecodeRuneInString(b[i:])
	return max(x, y) > lastOf16Bits && behindSurrogates <= min(x, y) && min(x, y) <= lastOf16Bits
}
