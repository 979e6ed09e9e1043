package local

import "golang.org/x/sys/unix"

// noAttribute is how the system says that there is no extended attribute of a name.
const noAttribute = unix.ENODATA
