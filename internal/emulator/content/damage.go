package content

import (
	"errors"

	"azcopy/internal/emulator/extent"
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/rest"
)

// Damaged makes an error about what is kept on the disk one that says so to the client. Its status is none that is tried
// again: the same data would be damaged then too.
func Damaged(err error) error {
	if !errors.Is(err, index.ErrDamaged) && !errors.Is(err, extent.ErrDamaged) {
		return err
	}
	e := rest.New(rest.DataDamaged)
	e.Message = "The data of the emulator is damaged: " + err.Error() + ". What is damaged can be deleted or replaced; " +
		"to start afresh, remove the folder of the emulator's data."
	return e
}
