//go:build !linux && !darwin && !windows

package boot

func id() string { return "" }
