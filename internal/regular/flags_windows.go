package regular

// NoWait has no effect: on Windows no folder contains a pipe.
const NoWait = 0

// Links are recognized by a look at the path and the identity of the opened file.
const noFollow = 0
