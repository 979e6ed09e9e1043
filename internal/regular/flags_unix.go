//go:build unix

package regular

import "syscall"

// NoWait keeps a pipe without another end from blocking an open.
const NoWait = syscall.O_NONBLOCK

const noFollow = syscall.O_NOFOLLOW
