package file

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"azcopy/internal/emulator/content"
	"azcopy/internal/emulator/extent"
	"azcopy/internal/emulator/index"
	"azcopy/internal/emulator/rest"
	"azcopy/internal/emulator/service"
)

const supportRenameHeader = "x-ms-file-support-rename"

// unit is the number of bytes, of which the service knows whether they were written.
const unit = 512

// listRanges is List Ranges: https://learn.microsoft.com/rest/api/storageservices/list-ranges. It lists the ranges that are not
// holes, or those that have changed since a snapshot.
func (s *Service) listRanges(w http.ResponseWriter, r *service.Request) error {
	asked := rest.ParseReadRange(r.HTTP.Header)
	x := rest.NewXML(nil)
	err := s.view(r, aFile, func(tx index.Reader, n node) error {
		n.State.Write(w.Header())
		w.Header().Set(lengthHeader, strconv.FormatInt(n.Size, 10))
		previous, err := n.previous(tx, r)
		if err != nil {
			return err
		}
		clipped := rest.Range{Length: n.Size}
		if asked.Asked && n.Size > 0 {
			if clipped, err = asked.Within(n.Size); err != nil {
				return err
			}
		}
		return writeRanges(x, tx, previous, n, clipped)
	})
	if err != nil {
		return err
	}
	return rest.WriteXML(w, x)
}

// previous returns the file in the snapshot to compare with, or the zero value for none. With rename support it is the file
// with the same ID, whatever its name was.
func (n node) previous(tx index.Reader, r *service.Request) (node, error) {
	snapshot, err := parseSnapshot(r, "prevsharesnapshot")
	if err != nil || snapshot == "" {
		return node{}, err
	}
	h, err := readShare(tx, r.Account, r.Container, snapshot)
	if err != nil {
		return node{}, err
	}
	if isTrue(r, supportRenameHeader) {
		return n.sameIn(tx, h.Tree)
	}
	path, err := parsePath(r.Object)
	if err != nil {
		return node{}, err
	}
	previous, _, ok, err := find(tx, h.Tree, path)
	if err == nil && (!ok || previous.ID != n.ID) {
		err = rest.New(codePreviousSnapshotNotFound)
	}
	return previous, err
}

// sameIn returns the file with the same ID in another tree, which must exist.
func (n node) sameIn(tx index.Reader, tree string) (node, error) {
	prefix := treePrefix(tree)
	cursor := tx.Cursor()
	for ok := cursor.Seek(prefix); ok && strings.HasPrefix(cursor.Key(), prefix); ok = cursor.Next() {
		found := node{tree: tree}
		if err := index.Decode(cursor.Key(), cursor.Value(), &found.entry); err != nil {
			return found, err
		}
		if found.ID == n.ID {
			return found, nil
		}
	}
	return node{}, rest.New(codePreviousSnapshotNotFound)
}

// writeRanges writes the ranges that are there now and were not the same before, and those that have become holes, in order.
func writeRanges(x *rest.XML, tx index.Reader, before, now node, asked rest.Range) error {
	from, end := asked.Offset/unit*unit, asked.Offset+asked.Length
	old, err := written(tx, before, from, end)
	if err != nil {
		return err
	}
	current, err := written(tx, now, from, end)
	if err != nil {
		return err
	}
	changed, cleared := merge(current.without(old, true)), merge(old).without(merge(current), false)
	for i := range cleared {
		cleared[i].hole = true
	}
	all := slices.Concat(changed, cleared)
	slices.SortFunc(all, func(a, b stretch) int { return cmp.Compare(a.from, b.from) })
	x.Raw("<Ranges>")
	for _, one := range all {
		one.write(x, now.Size)
	}
	x.Raw("</Ranges>")
	return nil
}

// write writes the element of a range, which ends with the file.
func (s stretch) write(x *rest.XML, size int64) {
	element := "Range"
	if s.hole {
		element = "ClearRange"
	}
	x.Raw("<" + element + ">")
	x.Int("Start", s.from)
	x.Int("End", min(s.to, size)-1)
	x.Raw("</" + element + ">")
}

// stretch is a part of a file from ≤ x < to.
type stretch struct {
	from, to int64
	// extent has its bytes, and no others at this place of a file.
	extent extent.ID
	hole   bool // it was a part of the file, and no longer is
}

type stretches []stretch

// written returns the parts of a file that are not holes, within a range, in order.
func written(tx index.Reader, n node, from, end int64) (stretches, error) {
	var all stretches
	err := content.Each(tx, n.Content, from, end, func(at int64, seg content.Segment) error {
		all = append(all, stretch{from: max(at, from), to: min(at+seg.Size, end), extent: seg.Extent})
		return nil
	})
	return all, err
}

// without returns the parts that others do not have too; with same, others have a part only when it is the same bytes.
func (s stretches) without(others stretches, same bool) stretches {
	var left stretches
	for _, one := range s {
		for _, other := range others {
			first, last := max(one.from, other.from), min(one.to, other.to)
			if first >= last || same && one.extent != other.extent {
				continue
			}
			if one.from < first {
				left = append(left, stretch{from: one.from, to: first, extent: one.extent})
			}
			one.from = last
		}
		if one.from < one.to {
			left = append(left, one)
		}
	}
	return left
}

// merge returns the parts, in order, in whole units and as few as possible.
func merge(all stretches) stretches {
	var merged stretches
	for _, one := range all {
		from := one.from / unit * unit
		to := (one.to + unit - 1) / unit * unit
		if last := len(merged) - 1; last >= 0 && from <= merged[last].to {
			merged[last].to = max(merged[last].to, to)
			continue
		}
		merged = append(merged, stretch{from: from, to: to})
	}
	return merged
}

// handles is List Handles and Force Close Handles, of a file or a directory, of which nobody has any here: see
// https://learn.microsoft.com/rest/api/storageservices/list-handles.
func (s *Service) handles(serve handler) handler {
	return func(w http.ResponseWriter, r *service.Request) error {
		err := s.index.View(func(tx index.Reader) error {
			h, err := addressedShare(tx, r)
			if err != nil {
				return err
			}
			path, err := parsePath(r.Object)
			if err != nil {
				return err
			}
			n, _, ok, err := find(tx, h.Tree, path)
			if err != nil {
				return err
			}
			return existing(n, ok, kind(n.Directory))
		})
		if err != nil {
			return err
		}
		return serve(w, r)
	}
}

func listHandles(w http.ResponseWriter, _ *service.Request) error {
	x := rest.NewXML(nil)
	x.Raw("<EnumerationResults><Entries></Entries><NextMarker /></EnumerationResults>")
	return rest.WriteXML(w, x)
}

func closeHandles(w http.ResponseWriter, _ *service.Request) error {
	w.Header().Set("x-ms-number-of-handles-closed", "0")
	w.Header().Set("x-ms-number-of-handles-failed", "0")
	w.WriteHeader(http.StatusOK)
	return nil
}
