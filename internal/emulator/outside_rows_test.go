package emulator_test

import (
	"net/http"
	"strings"
)

func get(target string, headers ...string) exchange {
	return exchange{http.MethodGet, target, "", headers}
}

func head(target string, headers ...string) exchange {
	return exchange{http.MethodHead, target, "", headers}
}

func put(target, body string, headers ...string) exchange {
	return exchange{http.MethodPut, target, body, headers}
}

func remove(target string, headers ...string) exchange {
	return exchange{http.MethodDelete, target, "", headers}
}

// putBlob is Put Blob of a block blob.
func putBlob(name, content string, headers ...string) exchange {
	return put("/"+name, content, append([]string{"x-ms-blob-type", "BlockBlob"}, headers...)...)
}

// The checksums of "0123456789" and of its bytes 2 to 5.
const (
	digits        = "0123456789"
	digitsMD5     = "eB5eJF1ptWaXm4bijSPyxw=="
	otherMD5      = "AAAAAAAAAAAAAAAAAAAAAA=="
	longAgo       = "Mon, 02 Jan 2006 15:04:05 GMT"
	farAway       = "Fri, 02 Jan 2099 15:04:05 GMT"
	containerOnly = "?restype=container"
	forgedSAS     = "sv=2021-12-02&sr=c&sp=r&se=2099-01-01&sig=bm9ib2R5"
)

// everything are the headers of Put Blob that a blob keeps.
func everything() []string {
	return []string{
		"x-ms-blob-content-type", "text/plain", "x-ms-blob-content-encoding", "gzip", "x-ms-blob-content-language", "de",
		"x-ms-blob-content-disposition", "attachment", "x-ms-blob-cache-control", "no-cache", "x-ms-meta-a", "1", "x-ms-meta-b", "2",
	}
}

func containerRows() []row {
	const acl = "<SignedIdentifiers><SignedIdentifier><Id>one</Id><AccessPolicy><Start>2024-01-01T00:00:00.0000000Z</Start>" +
		"<Expiry>2099-01-01T00:00:00.0000000Z</Expiry><Permission>rw</Permission></AccessPolicy></SignedIdentifier></SignedIdentifiers>"
	return []row{
		{name: "Create Container: it exists", ask: put(containerOnly, "")},
		{name: "Get Container Properties", ask: get(containerOnly)},
		{name: "Get Container Properties: HEAD", ask: head(containerOnly)},
		{name: "Set Container Metadata", before: []exchange{put("?restype=container&comp=metadata", "", "x-ms-meta-a", "1")}, ask: get("?restype=container&comp=metadata")},
		{name: "Set Container Metadata: answer", ask: put("?restype=container&comp=metadata", "", "x-ms-meta-a", "1")},
		{name: "Set Container Metadata: not a name", ask: put("?restype=container&comp=metadata", "", "x-ms-meta-1a", "1")},
		{name: "Set Container ACL", ask: put("?restype=container&comp=acl", acl, "x-ms-blob-public-access", "blob")},
		{name: "Set Container ACL: read", before: []exchange{put("?restype=container&comp=acl", acl, "x-ms-blob-public-access", "container")}, ask: get("?restype=container&comp=acl")},
		{name: "Set Container ACL: not XML", ask: put("?restype=container&comp=acl", "<SignedIdentifiers>")},
		{name: "Set Container ACL: no ID", ask: put("?restype=container&comp=acl", strings.Replace(acl, "<Id>one</Id>", "", 1))},
		{name: "Set Container ACL: ID of 65 characters", ask: put("?restype=container&comp=acl", strings.Replace(acl, "one", strings.Repeat("x", 65), 1))},
		{name: "Set Container ACL: unknown access", ask: put("?restype=container&comp=acl", "", "x-ms-blob-public-access", "all")},
		{name: "Delete Container", ask: remove(containerOnly)},
		{name: "Delete Container: changed since", ask: remove(containerOnly, "If-Unmodified-Since", longAgo)},
		{name: "Get Container Properties: it is gone", before: []exchange{remove(containerOnly)}, ask: get(containerOnly)},
	}
}

func blobRows() []row {
	return []row{
		{name: "Put Blob", ask: putBlob("b", digits)},
		{name: "Put Blob: empty", ask: putBlob("b", "")},
		{name: "Put Blob: right MD5", ask: putBlob("b", digits, "Content-MD5", digitsMD5)},
		{name: "Put Blob: wrong MD5", ask: putBlob("b", digits, "Content-MD5", otherMD5)},
		{name: "Put Blob: MD5 that is none", ask: putBlob("b", digits, "Content-MD5", "x")},
		{name: "Put Blob: no type", ask: put("/b", digits)},
		{name: "Put Blob: unknown type", ask: put("/b", digits, "x-ms-blob-type", "RoundBlob")},
		{name: "Put Blob: no container", before: []exchange{remove(containerOnly)}, ask: putBlob("b", digits)},
		{name: "Put Blob: metadata without a valid name", ask: putBlob("b", digits, "x-ms-meta-1a", "1")},
		{name: "Put Blob: everything, read", before: []exchange{putBlob("b", digits, everything()...)}, ask: head("/b")},
		{name: "Put Blob: type from Content-Type", before: []exchange{putBlob("b", digits, "Content-Type", "text/html")}, ask: head("/b")},
		{name: "Put Blob: content type by default", before: []exchange{putBlob("b", digits)}, ask: head("/b")},
		{name: "Set Blob Properties", before: []exchange{putBlob("b", digits)}, ask: put("/b?comp=properties", "", "x-ms-blob-content-type", "text/plain")},
		{name: "Set Blob Properties: read", before: []exchange{putBlob("b", digits, everything()...), put("/b?comp=properties", "", "x-ms-blob-content-type", "text/css")}, ask: head("/b")},
		{name: "Set Blob Properties: no blob", ask: put("/b?comp=properties", "", "x-ms-blob-content-type", "text/plain")},
		{name: "Set Blob Metadata", before: []exchange{putBlob("b", digits, everything()...)}, ask: put("/b?comp=metadata", "", "x-ms-meta-a", "3")},
		{name: "Set Blob Metadata: read", before: []exchange{putBlob("b", digits, everything()...), put("/b?comp=metadata", "", "x-ms-meta-a", "3")}, ask: get("/b?comp=metadata")},
		{name: "Get Blob Metadata: no blob", ask: get("/b?comp=metadata")},
		{name: "Delete Blob", before: []exchange{putBlob("b", digits)}, ask: remove("/b")},
		{name: "Delete Blob: no blob", ask: remove("/b")},
		{name: "Delete Blob: no container", before: []exchange{remove(containerOnly)}, ask: remove("/b")},
		{name: "unknown comp", before: []exchange{putBlob("b", digits)}, ask: put("/b?comp=unknown", "")},
	}
}

func readRows() []row {
	whole := []exchange{putBlob("b", digits, everything()...)}
	rows := []row{
		{name: "Get Blob", before: whole, ask: get("/b")},
		{name: "Get Blob: empty", before: []exchange{putBlob("b", "")}, ask: get("/b")},
		{name: "Get Blob: no blob", ask: get("/b")},
		{name: "Get Blob: HEAD, no blob", ask: head("/b")},
		{name: "Get Blob: no container", before: []exchange{remove(containerOnly)}, ask: get("/b")},
		{name: "Get Blob: x-ms-range wins", before: whole, ask: get("/b", "Range", "bytes=0-1", "x-ms-range", "bytes=2-5")},
		{name: "Get Blob: MD5 of the range", before: whole, ask: get("/b", "x-ms-range", "bytes=2-5", "x-ms-range-get-content-md5", "true")},
		{name: "Get Blob: range of an empty blob", before: []exchange{putBlob("b", "")}, ask: get("/b", "Range", "bytes=0-")},
		{name: "Get Blob: name of odd characters", before: []exchange{putBlob("a%20b%2Bc%25/%C3%BC+d", digits)}, ask: get("/a%20b%2Bc%25/%C3%BC+d")},
	}
	for _, bytes := range []string{"bytes=2-5", "bytes=2-", "bytes=0-0", "bytes=9-", "bytes=5-100", "bytes=10-", "bytes=100-200", "bytes=5-2", "bytes=-3", "2-5", "bytes=a-b"} {
		rows = append(rows, row{name: "Get Blob: Range " + bytes, before: whole, ask: get("/b", "Range", bytes)})
	}
	return rows
}

func conditionRows() []row {
	there := []exchange{putBlob("b", digits)}
	var rows []row
	for _, condition := range [][]string{
		{"If-Match", "*"}, {"If-Match", `"0x0"`}, {"If-None-Match", "*"}, {"If-None-Match", `"0x0"`},
		{"If-Modified-Since", longAgo}, {"If-Modified-Since", farAway}, {"If-Unmodified-Since", longAgo}, {"If-Unmodified-Since", farAway},
		{"If-Modified-Since", "yesterday"}, {"If-None-Match", `"0x0"`, "If-Modified-Since", farAway}, {"If-Match", `"0x0"`, "If-Unmodified-Since", farAway},
	} {
		name := ""
		for _, part := range condition {
			name += " " + part
		}
		rows = append(rows,
			row{name: "Get Blob:" + name, before: there, ask: get("/b", condition...)},
			row{name: "Get Blob Properties:" + name, before: there, ask: head("/b", condition...)},
			row{name: "Put Blob:" + name, before: there, ask: putBlob("b", digits, condition...)},
			row{name: "Put Blob of a new blob:" + name, ask: putBlob("b", digits, condition...)},
			row{name: "Put Block List:" + name, before: there, ask: put("/b?comp=blocklist", blockList(), condition...)},
			row{name: "Set Blob Metadata:" + name, before: there, ask: put("/b?comp=metadata", "", condition...)},
			row{name: "Set Blob Properties:" + name, before: there, ask: put("/b?comp=properties", "", condition...)},
			row{name: "Delete Blob:" + name, before: there, ask: remove("/b", condition...)},
		)
	}
	return rows
}

func blockRows() []row {
	stage := func(id, content string) exchange { return put("/b?comp=block&blockid="+blockID(id), content) }
	commit := func(ids ...string) exchange { return put("/b?comp=blocklist", blockList(ids...)) }
	document := func(elements string) exchange {
		return put("/b?comp=blocklist", "<BlockList>"+elements+"</BlockList>")
	}
	blocks := []exchange{stage("one", "first"), stage("two", "second")}
	committed := append(blocks[:2:2], commit("one", "two"))
	return []row{
		{name: "Put Block", ask: stage("one", "first")},
		{name: "Put Block: right MD5", ask: put("/b?comp=block&blockid="+blockID("one"), digits, "Content-MD5", digitsMD5)},
		{name: "Put Block: wrong MD5", ask: put("/b?comp=block&blockid="+blockID("one"), digits, "Content-MD5", otherMD5)},
		{name: "Put Block: empty", ask: stage("one", "")},
		{name: "Put Block: no ID", ask: put("/b?comp=block", digits)},
		{name: "Put Block: ID that is not base64", ask: put("/b?comp=block&blockid=%21%21", digits)},
		{name: "Put Block: ID of 64 bytes", ask: stage("0123456789012345678901234567890123456789012345678901234567890123", digits)},
		{name: "Put Block: ID of 65 bytes", ask: stage("01234567890123456789012345678901234567890123456789012345678901234", digits)},
		{name: "Put Block: IDs of two lengths", before: blocks, ask: stage("three", "third")},
		{name: "Put Block: no container", before: []exchange{remove(containerOnly)}, ask: stage("one", "first")},
		{name: "Put Block: the blob is not there yet", before: blocks, ask: get("/b")},
		{name: "Put Block List", before: blocks, ask: commit("one", "two")},
		{name: "Put Block List: read", before: committed, ask: get("/b")},
		{name: "Put Block List: in another order", before: append(blocks[:2:2], commit("two", "one")), ask: get("/b")},
		{name: "Put Block List: a block twice", before: append(blocks[:2:2], commit("one", "one")), ask: get("/b")},
		{name: "Put Block List: everything", before: append(blocks[:2:2], put("/b?comp=blocklist", blockList("one"), everything()...)), ask: head("/b")},
		{name: "Put Block List: empty list", ask: commit()},
		{name: "Put Block List: no body", ask: put("/b?comp=blocklist", "")},
		{name: "Put Block List: not XML", ask: put("/b?comp=blocklist", "<BlockList>")},
		{name: "Put Block List: unknown block", before: blocks, ask: commit("one", "six")},
		{name: "Put Block List: committed again", before: committed, ask: document("<Committed>b25l</Committed>")},
		{name: "Put Block List: uncommitted that is committed", before: committed, ask: document("<Uncommitted>b25l</Uncommitted>")},
		{name: "Put Block List: committed that is uncommitted", before: blocks, ask: document("<Committed>b25l</Committed>")},
		{name: "Put Block List: replaced block", before: append(committed[:3:3], stage("one", "FIRST"), commit("one", "two")), ask: get("/b")},
		{name: "Put Block List: staged before", before: blocks, ask: put("/b?comp=blocklist", blockList("one"), "If-Modified-Since", farAway)},
		{name: "Put Block List: staged since", before: blocks, ask: put("/b?comp=blocklist", blockList("one"), "If-Modified-Since", longAgo)},
		{name: "Put Block List: no container", before: []exchange{remove(containerOnly)}, ask: commit()},
		{name: "Get Block List: uncommitted", before: blocks, ask: get("/b?comp=blocklist&blocklisttype=uncommitted")},
		{name: "Get Block List: all", before: append(committed[:3:3], stage("six", "sixth")), ask: get("/b?comp=blocklist&blocklisttype=all")},
		{name: "Get Block List: default", before: append(committed[:3:3], stage("six", "sixth")), ask: get("/b?comp=blocklist")},
		{name: "Get Block List: of Put Blob", before: []exchange{putBlob("b", digits)}, ask: get("/b?comp=blocklist&blocklisttype=all")},
		{name: "Get Block List: no blob", ask: get("/b?comp=blocklist")},
		{name: "Get Block List: unknown type", before: committed, ask: get("/b?comp=blocklist&blocklisttype=some")},
	}
}

func listRows() []row {
	const list = "?restype=container&comp=list"
	tree := []exchange{
		putBlob("a", "1"), putBlob("a/b", "22"), putBlob("a/c", "333"), putBlob("a0", "4444"), putBlob("b/c/d", ""), putBlob("%C3%BC%26%3C", "6", everything()...),
	}
	return []row{
		{name: "List Blobs: none", ask: get(list)},
		{name: "List Blobs", before: tree, ask: get(list)},
		{name: "List Blobs: metadata", before: tree, ask: get(list + "&include=metadata")},
		{name: "List Blobs: prefix", before: tree, ask: get(list + "&prefix=a%2F")},
		{name: "List Blobs: prefix of nothing", before: tree, ask: get(list + "&prefix=zzz")},
		{name: "List Blobs: hierarchy", before: tree, ask: get(list + "&delimiter=%2F")},
		{name: "List Blobs: delimiter below a prefix", before: tree, ask: get(list + "&delimiter=%2F&prefix=a%2F")},
		{name: "List Blobs: hierarchy, page of two", before: tree, ask: get(list + "&delimiter=%2F&maxresults=2")},
		{name: "List Blobs: page of two", before: tree, ask: get(list + "&maxresults=2")},
		{name: "List Blobs: page of none", before: tree, ask: get(list + "&maxresults=0")},
		{name: "List Blobs: page of a word", before: tree, ask: get(list + "&maxresults=many")},
		{name: "List Blobs: blocks that wait", before: []exchange{put("/b?comp=block&blockid="+blockID("one"), digits)}, ask: get(list)},
		{name: "List Blobs: no container", before: []exchange{remove(containerOnly)}, ask: get(list)},
	}
}

func authorizationRows() []row {
	public := []exchange{putBlob("b", digits), put("?restype=container&comp=acl", "", "x-ms-blob-public-access", "blob")}
	return []row{
		{name: "wrong signature", ask: get(containerOnly, "Authorization", "SharedKey devstoreaccount1:bm9ib2R5")},
		{name: "no signature", ask: get(containerOnly, "Authorization", "SharedKey")},
		{name: "SAS of a wrong signature", ask: get("/b?" + forgedSAS)},
		{name: "old date", ask: get(containerOnly, "x-ms-date", longAgo)},
		{name: "public blob", before: public, ask: get("/b", "Authorization", unsigned)},
		{name: "private blob", before: public[:1], ask: get("/b", "Authorization", unsigned)},
		{name: "public blob, listed", before: public, ask: get("?restype=container&comp=list", "Authorization", unsigned)},
		{name: "public blob, deleted", before: public, ask: remove("/b", "Authorization", unsigned)},
	}
}
