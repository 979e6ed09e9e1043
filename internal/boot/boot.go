// Package boot identifies a start of the machine. What a process wrote always survives the process, but survives the machine
// going down only when the file system had written it to the disk.
package boot

// ID returns a text that stays the same until the machine is started again; it is empty where that is not known.
func ID() string { return id() }

// Same reports whether two IDs are of the same start. It is false when one of them is unknown.
func Same(a, b string) bool { return a != "" && a == b }
