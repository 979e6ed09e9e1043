package blob

import (
	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	sdkblob "github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/bloberror"

	"azcopy/internal/storage/azure"
)

// maxLooks is how often a request whose condition did not hold is sent at most. Before each try, the writer looks at what is
// there.
const maxLooks = 5

// ifMatch makes the service refuse a request once the blob has another ETag; an empty one is no condition.
func ifMatch(etag string) *sdkblob.AccessConditions {
	return &sdkblob.AccessConditions{
		ModifiedAccessConditions: &sdkblob.ModifiedAccessConditions{IfMatch: azure.Optional(azcore.ETag(etag))},
	}
}

// ifSeen makes the service refuse a request that creates a blob unless what was seen is still there: the blob of this ETag,
// or none when it is empty.
func ifSeen(etag string) *sdkblob.AccessConditions {
	if etag != "" {
		return ifMatch(etag)
	}
	return &sdkblob.AccessConditions{
		ModifiedAccessConditions: &sdkblob.ModifiedAccessConditions{IfNoneMatch: azure.Optional(azcore.ETagAny)},
	}
}

// isConditionNotMet reports whether a request was refused because of its condition on the blob. Copy Blob has a code of its
// own for that, beside one for its source.
func isConditionNotMet(err error) bool {
	return bloberror.HasCode(err, bloberror.ConditionNotMet, bloberror.TargetConditionNotMet, bloberror.BlobAlreadyExists)
}
