package boot

import "golang.org/x/sys/unix"

func id() string {
	text, err := unix.Sysctl("kern.bootsessionuuid")
	if err != nil {
		return ""
	}
	return text
}
