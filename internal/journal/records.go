package journal

import (
	"encoding/binary"
	"hash/crc32"

	"go.etcd.io/bbolt"
)

// checksumLength is that of the checksum behind each content.
const checksumLength = 4

// checksum is that of a record: it tells any other content, and the content of any other place.
func checksum(bucket string, key, content []byte) uint32 {
	table := crc32.MakeTable(crc32.Castagnoli)
	sum := crc32.Checksum([]byte(bucket+"/"), table)
	return crc32.Update(crc32.Update(sum, table, key), table, content)
}

// content returns what a record holds, or errDamaged when that is not what was stored there.
func content(bucket string, key, value []byte) ([]byte, error) {
	n := len(value) - checksumLength
	if n < 0 || checksum(bucket, key, value[:n]) != binary.BigEndian.Uint32(value[n:]) {
		return nil, errDamaged
	}
	return value[:n], nil
}

// get returns the content of a record, nil for none.
func get(tx *bbolt.Tx, at slot) ([]byte, error) {
	value := tx.Bucket([]byte(at.bucket)).Get([]byte(at.key))
	if value == nil {
		return nil, nil
	}
	return content(at.bucket, []byte(at.key), value)
}

// share is what a record adds to the sum of all, by which a record that is missing is known, and one that was replaced.
func share(value []byte) uint64 {
	return 1<<32 | uint64(binary.BigEndian.Uint32(value[len(value)-checksumLength:]))
}

// records are those of the file while a transaction changes them.
type records struct {
	tx  *bbolt.Tx
	sum uint64
}

// change has a function change the records, and stores their sum.
func change(tx *bbolt.Tx, by func(r *records) error) error {
	r := &records{tx: tx}
	if tx.Bucket([]byte(runBucket)) != nil {
		var err error
		if r.sum, err = storedSum(tx); err != nil {
			return err
		}
	}
	if err := by(r); err != nil {
		return err
	}
	return r.store(slot{runBucket, sumKey}, binary.BigEndian.AppendUint64(nil, r.sum))
}

func storedSum(tx *bbolt.Tx) (uint64, error) {
	text, err := get(tx, slot{runBucket, sumKey})
	if err != nil || len(text) != 8 {
		return 0, errDamaged
	}
	return binary.BigEndian.Uint64(text), nil
}

// store writes a record without its share of the sum.
func (r *records) store(at slot, text []byte) error {
	key := []byte(at.key)
	value := binary.BigEndian.AppendUint32(append(make([]byte, 0, len(text)+checksumLength), text...), checksum(at.bucket, key, text))
	return r.tx.Bucket([]byte(at.bucket)).Put(key, value)
}

// put writes a record, in place of a former one.
func (r *records) put(at slot, text []byte) error {
	r.forget(at)
	r.sum += 1<<32 | uint64(checksum(at.bucket, []byte(at.key), text))
	return r.store(at, text)
}

// remove deletes a record if it is there.
func (r *records) remove(at slot) error {
	r.forget(at)
	return r.tx.Bucket([]byte(at.bucket)).Delete([]byte(at.key))
}

func (r *records) forget(at slot) {
	if former := r.tx.Bucket([]byte(at.bucket)).Get([]byte(at.key)); former != nil {
		r.sum -= share(former)
	}
}

// clear deletes all records of a bucket.
func (r *records) clear(bucket string) error {
	if b := r.tx.Bucket([]byte(bucket)); b != nil {
		err := b.ForEach(func(k, v []byte) error {
			if bucket != runBucket || string(k) != sumKey {
				r.sum -= share(v)
			}
			return nil
		})
		if err != nil {
			return err
		}
		if err := r.tx.DeleteBucket([]byte(bucket)); err != nil {
			return err
		}
	}
	_, err := r.tx.CreateBucket([]byte(bucket))
	return err
}

// checkRecords reads all records, and fails unless they are those that were stored.
func checkRecords(tx *bbolt.Tx) error {
	var sum uint64
	for _, name := range buckets() {
		b := tx.Bucket([]byte(name))
		if b == nil {
			return errDamaged
		}
		err := b.ForEach(func(k, v []byte) error {
			switch {
			case name == runBucket && string(k) == sumKey:
				return nil
			case name != runBucket && len(k) != idLength:
				return errDamaged
			}
			if _, err := content(name, k, v); err != nil {
				return err
			}
			sum += share(v)
			return nil
		})
		if err != nil {
			return err
		}
	}
	if stored, err := storedSum(tx); err != nil || stored != sum {
		return errDamaged
	}
	return nil
}
