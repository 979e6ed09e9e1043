package blob

import "unicode/utf8"

// MayFollow reports whether List may yield name once it has yielded after. In doubt it says yes, since the order in which a
// service lists is not documented.
func (c *Container) MayFollow(name, after string) bool { return mayFollow(name, after) }

// mayFollow reports whether a listing may yield name once it has yielded after. A service that knows startFrom leaves out
// what comes before; for others, callers do. How exactly a service sorts is not documented: by bytes, by UTF-16 as .NET
// does, or segment by segment where the account has a hierarchical namespace. A name that comes before in one of these
// orders and after in another counts as coming after: an object that is listed twice costs time, one that is left out is
// lost.
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

// utf16Disagrees reports whether UTF-16 sorts the strings differently from their bytes. Byte i is the first in which
// they differ. The orders disagree when, of the runes that contain it, one is written as surrogates and the other sorts
// after surrogates.
func utf16Disagrees(a, b string, i int) bool {
	const lastOf16Bits, behindSurrogates = 0xFFFF, 0xE000
	for i > 0 && !utf8.RuneStart(a[i]) {
		i--
	}
	x, _ := utf8.DecodeRuneInString(a[i:])
	y, _ := utf8.DecodeRuneInString(b[i:])
	return max(x, y) > lastOf16Bits && behindSurrogates <= min(x, y) && min(x, y) <= lastOf16Bits
}
