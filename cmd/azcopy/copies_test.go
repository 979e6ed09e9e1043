package main

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"azcopy/internal/emulator/service"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/pageblob"
	"github.com/rogpeppe/go-internal/testscript"
)

// copySpeed returns how many bytes a second the service copies in a script: what its file .copyspeed says, or 0 when it
// has none, which is at once.
func copySpeed(folder string) (int64, error) {
	text, err := os.ReadFile(filepath.Join(folder, ".copyspeed"))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
}

// failCopies lets the copies that begin from now on fail with this description; with none they succeed again.
//
//	failcopies [description]
func failCopies(ts *testscript.TestScript, _ bool, args []string) {
	failure := strings.Join(args, " ")
	ts.Value(productKey{}).(*product).copyFailure.Store(&failure)
}

// fault is what goes wrong with a request.
func (p *product) fault(service.Call) service.Fault {
	if failure := p.copyFailure.Load(); failure != nil {
		return service.Fault{CopyFailure: *failure}
	}
	return service.Fault{}
}

// describeBlob sets all properties and metadata of a blob.
//
//	describe container-URL name {type,encoding,language,disposition,cache,md5,sequence,meta.NAME}=value...
func describeBlob(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: describe container-URL name property=value...")
	}
	b := client(ts, args[0]).NewBlobClient(args[1])
	var headers blob.HTTPHeaders
	metadata := make(map[string]*string)
	fields := map[string]**string{
		"type": &headers.BlobContentType, "encoding": &headers.BlobContentEncoding, "language": &headers.BlobContentLanguage,
		"disposition": &headers.BlobContentDisposition, "cache": &headers.BlobCacheControl,
	}
	for _, arg := range args[2:] {
		name, value, _ := strings.Cut(arg, "=")
		if meta, ok := strings.CutPrefix(name, "meta."); ok {
			metadata[meta] = &value
		} else if name == "md5" {
			sum, err := base64.StdEncoding.DecodeString(value)
			ts.Check(err)
			headers.BlobContentMD5 = sum
		} else if name == "sequence" {
			setSequence(ts, client(ts, args[0]).NewPageBlobClient(args[1]), value)
		} else if field, ok := fields[name]; ok {
			*field = &value
		} else {
			ts.Fatalf("%q is not a property", name)
		}
	}
	_, err := b.SetHTTPHeaders(context.Background(), headers, nil)
	ts.Check(err)
	_, err = b.SetMetadata(context.Background(), metadata, nil)
	ts.Check(err)
}

// setSequence sets the sequence number of a page blob.
func setSequence(ts *testscript.TestScript, b *pageblob.Client, value string) {
	number, err := strconv.ParseInt(value, 10, 64)
	ts.Check(err)
	update := pageblob.SequenceNumberActionTypeUpdate
	_, err = b.UpdateSequenceNumber(context.Background(), &pageblob.UpdateSequenceNumberOptions{ActionType: &update, SequenceNumber: &number})
	ts.Check(err)
}

// showBlob prints the content, properties and metadata of a blob, for stdout.
//
//	show container-URL name
func showBlob(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: show container-URL name")
	}
	b := client(ts, args[0]).NewBlobClient(args[1])
	p, err := b.GetProperties(context.Background(), nil)
	ts.Check(err)
	out := ts.Stdout()
	fmt.Fprintln(out, *p.BlobType, *p.ContentLength)
	for _, field := range []struct {
		name  string
		value *string
	}{
		{"type", p.ContentType}, {"encoding", p.ContentEncoding}, {"language", p.ContentLanguage},
		{"disposition", p.ContentDisposition}, {"cache", p.CacheControl},
	} {
		if field.value != nil {
			fmt.Fprintf(out, "%s=%s\n", field.name, *field.value)
		}
	}
	fmt.Fprintf(out, "md5=%s\n", base64.StdEncoding.EncodeToString(p.ContentMD5))
	if p.BlobSequenceNumber != nil {
		fmt.Fprintf(out, "sequence=%d\n", *p.BlobSequenceNumber)
	}
	for _, name := range slices.Sorted(maps.Keys(p.Metadata)) {
		fmt.Fprintf(out, "meta.%s=%s\n", strings.ToLower(name), *p.Metadata[name])
	}
}
