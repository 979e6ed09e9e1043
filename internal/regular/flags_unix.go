//go:build unix

package regular

import "syscall"

// NoWait keeps the opening of a pipe without another end from blocking.
const NoWait = syscall.O_NONBLOCK

const noFollow = syscall.O_NOFOLLOW
