package fileshare

import (
	"context"
	"strings"
	"time"

	"azcopy/internal/storage"
	"azcopy/internal/storage/azure"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azfile/sas"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azfile/share"
)

var _ storage.Linker = (*Share)(nil)

// linkLife is how long a link made from the account's key is valid. A copy between accounts waits for spare capacity, and reads
// the source as long as it lasts.
const linkLife = 7 * 24 * time.Hour

// Link returns the file's URL. It is authorized by a SAS made from the account's key, to read this file alone, or by the SAS that
// the share was opened with, as it was given.
func (s *Share) Link(_ context.Context, obj storage.Object) (storage.Secret, error) {
	query, _ := s.credential.SAS()
	if account, key, keyed := s.credential.SharedKey(); keyed {
		signed, err := s.readOnly(obj, account, key)
		if err != nil {
			return "", azure.Classify(s.op("make a SAS for", obj.Name), err)
		}
		query = storage.Secret(signed)
	}
	link, separator := s.file(obj.Name).URL(), "?"
	if strings.Contains(link, separator) { // of a snapshot
		separator = "&"
	}
	return storage.Secret(link + separator + query.Reveal()), nil
}

// readOnly returns a service SAS to read the file: see
// https://learn.microsoft.com/rest/api/storageservices/create-service-sas. It has no start, since a clock that is a little ahead
// would put that into the service's future.
func (s *Share) readOnly(obj storage.Object, account string, key storage.Secret) (string, error) {
	credential, err := share.NewSharedKeyCredential(account, key.Reveal())
	if err != nil {
		return "", err
	}
	signed, err := sas.SignatureValues{
		ShareName: s.location.Container, FilePath: s.path(obj.Name),
		Permissions: "r", ExpiryTime: time.Now().UTC().Add(linkLife),
	}.SignWithSharedKey(credential)
	if err != nil {
		return "", err
	}
	return signed.Encode(), nil
}
