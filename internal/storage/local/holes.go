package local

import "azcopy/internal/storage"

// holeSize is how many zeros in a row, at a multiple of it, are left out of a file: few enough that a page blob of a few
// pages takes little room, many enough that a chunk takes few system calls.
const holeSize = 64 << 10

// fill writes the whole content of a new file.
func (f *partialFile) fill(p []byte) error {
	if len(p) < holeSize {
		_, err := f.WriteAt(p, 0)
		return err
	}
	if err := f.Truncate(int64(len(p))); err != nil {
		return err
	}
	return f.writeAt(p, 0, false)
}

// writeAt writes p, and leaves out zeros where the file, which is long enough, already has a hole. It reads a file that was
// written to before to find out.
func (f *partialFile) writeAt(p []byte, off int64, written bool) error {
	for start := 0; start < len(p); {
		end, zero := stretch(p, start, off)
		if zero && written {
			zero = f.isZero(p[start:end], off+int64(start))
		}
		if !zero {
			if _, err := f.WriteAt(p[start:end], off+int64(start)); err != nil {
				return err
			}
		}
		start = end
	}
	return nil
}

// isZero reports whether the file has len(zeros) zeros at off.
func (f *partialFile) isZero(zeros []byte, off int64) bool {
	buf := make([]byte, min(len(zeros), holeSize))
	for done := 0; done < len(zeros); done += len(buf) {
		buf = buf[:min(len(buf), len(zeros)-done)]
		if _, err := f.ReadAt(buf, off+int64(done)); err != nil || !storage.IsZero(buf) {
			return false
		}
	}
	return true
}

// stretch returns the length of the beginning of p that has only zeros or only blocks with other bytes, and which of the two
// it is. A block is the part of the file between two multiples of holeSize; p begins at off.
func stretch(p []byte, start int, off int64) (end int, zero bool) {
	for end = start; end < len(p); {
		next := min(len(p), end+holeSize-int((off+int64(end))%holeSize))
		is := storage.IsZero(p[end:next])
		if end > start && is != zero {
			return end, zero
		}
		end, zero = next, is
	}
	return end, zero
}
