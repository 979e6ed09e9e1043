package regular

// NoWait is nothing: on Windows no folder contains a pipe.
const NoWait = 0

// Links are known by their looks and the identity of what was opened.
const noFollow = 0
