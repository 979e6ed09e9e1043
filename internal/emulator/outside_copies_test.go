package emulator_test

func takeSnapshot(headers ...string) exchange { return put("/b?comp=snapshot", "", headers...) }

func snapshotRows() []row {
	const listed = "?restype=container&comp=list&include=snapshots"
	there := []exchange{putBlob("b", digits, everything()...)}
	taken := append(there[:1:1], takeSnapshot())
	changed := append(taken[:2:2], putBlob("b", "other"))
	return []row{
		{name: "Snapshot Blob", before: there, ask: takeSnapshot()},
		{name: "Snapshot Blob: of a page blob", before: []exchange{createPages("512")}, ask: takeSnapshot()},
		{name: "Snapshot Blob: of an append blob", before: []exchange{createAppend()}, ask: takeSnapshot()},
		{name: "Snapshot Blob: no blob", ask: takeSnapshot()},
		{name: "Snapshot Blob: no container", before: []exchange{remove(containerOnly)}, ask: takeSnapshot()},
		{name: "Snapshot Blob: If-Match", before: there, ask: takeSnapshot("If-Match", `"0x0"`)},
		{name: "Snapshot Blob: If-Modified-Since", before: there, ask: takeSnapshot("If-Modified-Since", farAway)},
		{name: "Snapshot Blob: its metadata", before: append(there[:1:1], takeSnapshot("x-ms-meta-a", "3")), ask: head("/b?snapshot={snapshot}")},
		{name: "Snapshot Blob: read", before: changed, ask: get("/b?snapshot={snapshot}")},
		{name: "Snapshot Blob: read a range", before: changed, ask: get("/b?snapshot={snapshot}", "x-ms-range", "bytes=2-5")},
		{name: "Snapshot Blob: properties", before: changed, ask: head("/b?snapshot={snapshot}")},
		{name: "Snapshot Blob: metadata", before: changed, ask: head("/b?comp=metadata&snapshot={snapshot}")},
		{name: "Snapshot Blob: the blob itself", before: changed, ask: get("/b")},
		{name: "Snapshot Blob: block list", before: []exchange{
			put("/b?comp=block&blockid="+blockID("one"), digits), put("/b?comp=blocklist", blockList("one")), takeSnapshot(), putBlob("b", "other"),
		}, ask: get("/b?comp=blocklist&snapshot={snapshot}")},
		{name: "Snapshot: there is none of that time", before: there, ask: get("/b?snapshot=2020-01-01T00:00:00.0000000Z")},
		{name: "Snapshot: a word", before: there, ask: get("/b?snapshot=yesterday")},
		{name: "Snapshot: written", before: taken, ask: put("/b?snapshot={snapshot}", digits, "x-ms-blob-type", "BlockBlob")},
		{name: "Snapshot: metadata written", before: taken, ask: put("/b?comp=metadata&snapshot={snapshot}", "", "x-ms-meta-a", "3")},
		{name: "List Blobs: snapshots", before: changed, ask: get(listed)},
		{name: "List Blobs: without the snapshots", before: changed, ask: get("?restype=container&comp=list")},
		{name: "List Blobs: snapshots, in pages of one", before: changed, ask: get(listed + "&maxresults=1")},
		{name: "List Blobs: snapshots with a delimiter", before: changed, ask: get(listed + "&delimiter=%2F")},
		{name: "Delete Blob: it has snapshots", before: taken, ask: remove("/b")},
		{name: "Delete Blob: with its snapshots", before: taken, ask: remove("/b", "x-ms-delete-snapshots", "include")},
		{name: "Delete Blob: with its snapshots, listed", before: append(taken[:2:2], remove("/b", "x-ms-delete-snapshots", "include")), ask: get(listed)},
		{name: "Delete Blob: only its snapshots", before: append(taken[:2:2], remove("/b", "x-ms-delete-snapshots", "only")), ask: get(listed)},
		{name: "Delete Blob: all but its snapshots", before: taken, ask: remove("/b", "x-ms-delete-snapshots", "none")},
		{name: "Delete Blob: a snapshot", before: taken, ask: remove("/b?snapshot={snapshot}")},
		{name: "Delete Blob: a snapshot, listed", before: append(taken[:2:2], remove("/b?snapshot={snapshot}")), ask: get(listed)},
		{name: "Delete Blob: a snapshot that is not there", before: there, ask: remove("/b?snapshot=2020-01-01T00:00:00.0000000Z")},
		{name: "Delete Blob: a snapshot and its snapshots", before: taken, ask: remove("/b?snapshot={snapshot}", "x-ms-delete-snapshots", "include")},
	}
}

// copyFrom copies to the blob c what has this address in the container.
func copyFrom(source string, headers ...string) exchange {
	return put("/c", "", append([]string{"x-ms-copy-source", "{container}" + source}, headers...)...)
}

func copyRows() []row {
	there := []exchange{putBlob("b", digits, everything()...)}
	copied := append(there[:1:1], copyFrom("/b"))
	abort := func(id string, headers ...string) exchange { return put("/c?comp=copy&copyid="+id, "", headers...) }
	return []row{
		{name: "Copy Blob", before: there, ask: copyFrom("/b")},
		{name: "Copy Blob: properties", before: copied, ask: head("/c")},
		{name: "Copy Blob: read", before: copied, ask: get("/c")},
		{name: "Copy Blob: metadata of its own", before: append(there[:1:1], copyFrom("/b", "x-ms-meta-b", "3")), ask: head("/c")},
		{name: "Copy Blob: blocks", before: []exchange{
			put("/b?comp=block&blockid="+blockID("one"), digits), put("/b?comp=blocklist", blockList("one")), copyFrom("/b"),
		}, ask: get("/c?comp=blocklist")},
		{name: "Copy Blob: page blob", before: []exchange{createPages("1024", "x-ms-blob-sequence-number", "7"), writePages("bytes=512-1023", page()), copyFrom("/b")}, ask: head("/c")},
		{name: "Copy Blob: pages", before: []exchange{createPages("1024"), writePages("bytes=512-1023", page()), copyFrom("/b")}, ask: get("/c?comp=pagelist")},
		{name: "Copy Blob: append blob", before: []exchange{createAppend(), appendTo(digits), copyFrom("/b")}, ask: head("/c")},
		{name: "Copy Blob: a snapshot", before: append(there[:1:1], takeSnapshot(), putBlob("b", "other"), copyFrom("/b?snapshot={snapshot}")), ask: get("/c")},
		{name: "Copy Blob: a snapshot to its blob", before: append(there[:1:1], takeSnapshot(), putBlob("b", "other"),
			put("/b", "", "x-ms-copy-source", "{container}/b?snapshot={snapshot}")), ask: get("/b")},
		{name: "Copy Blob: to itself", before: there, ask: put("/b", "", "x-ms-copy-source", "{container}/b", "x-ms-meta-a", "3")},
		{name: "Copy Blob: over a blob", before: append(there[:1:1], putBlob("c", "other")), ask: copyFrom("/b")},
		{name: "Copy Blob: over a blob of another type", before: append(there[:1:1], put("/c", "", "x-ms-blob-type", "AppendBlob")), ask: copyFrom("/b")},
		{name: "Copy Blob: no source", ask: copyFrom("/b")},
		{name: "Copy Blob: no container of the source", before: there, ask: put("/c", "", "x-ms-copy-source", "{container}other/b")},
		{name: "Copy Blob: no container", before: []exchange{remove(containerOnly)}, ask: copyFrom("/b")},
		{name: "Copy Blob: source that is not an address", before: there, ask: put("/c", "", "x-ms-copy-source", "b")},
		{name: "Copy Blob: source If-Match", before: there, ask: copyFrom("/b", "x-ms-source-if-match", `"0x0"`)},
		{name: "Copy Blob: source If-None-Match", before: there, ask: copyFrom("/b", "x-ms-source-if-none-match", `"0x0"`)},
		{name: "Copy Blob: source If-None-Match *", before: there, ask: copyFrom("/b", "x-ms-source-if-none-match", "*")},
		{name: "Copy Blob: source If-Modified-Since", before: there, ask: copyFrom("/b", "x-ms-source-if-modified-since", farAway)},
		{name: "Copy Blob: source If-Unmodified-Since", before: there, ask: copyFrom("/b", "x-ms-source-if-unmodified-since", longAgo)},
		{name: "Copy Blob: If-Match, no blob", before: there, ask: copyFrom("/b", "If-Match", "*")},
		{name: "Copy Blob: If-None-Match *", before: copied, ask: copyFrom("/b", "If-None-Match", "*")},
		{name: "Copy Blob: If-Match", before: copied, ask: copyFrom("/b", "If-Match", `"0x0"`)},
		{name: "Copy Blob: with a SAS", before: there, ask: copyFrom("/b?{sas r}")},
		{name: "Copy Blob: with a SAS, read", before: append(there[:1:1], copyFrom("/b?{sas r}")), ask: head("/c")},
		{name: "Copy Blob: with a SAS that may not read", before: there, ask: copyFrom("/b?{sas w}")},
		{name: "Copy Blob: with a SAS of a wrong signature", before: there, ask: copyFrom("/b?" + forgedSAS)},
		{name: "Copy Blob: with SAS for both", before: there, ask: put("/c?{sas w}", "", "x-ms-copy-source", "{container}/b?{sas r}")},
		{name: "Copy Blob: with a SAS of the destination alone", before: there, ask: put("/c?{sas w}", "", "x-ms-copy-source", "{container}/b")},
		{name: "List Blobs: copies", before: copied, ask: get("?restype=container&comp=list&include=copy")},
		{name: "Abort Copy Blob: it is complete", before: copied, ask: abort("{copy}", "x-ms-copy-action", "abort")},
		{name: "Abort Copy Blob: there was none", before: there, ask: put("/b?comp=copy&copyid=00000000-0000-0000-0000-000000000001", "", "x-ms-copy-action", "abort")},
		{name: "Abort Copy Blob: no action", before: copied, ask: abort("{copy}")},
		{name: "Abort Copy Blob: no blob", ask: abort("00000000-0000-0000-0000-000000000001", "x-ms-copy-action", "abort")},
	}
}

// fromURLRows are the operations that answer only when they have read what an address holds. Azurite has two of them.
func fromURLRows() []row {
	there := []exchange{putBlob("b", digits, everything()...)}
	whole := func(source string, headers ...string) exchange {
		return copyFrom(source, append([]string{"x-ms-requires-sync", "true"}, headers...)...)
	}
	stage := func(source string, headers ...string) exchange {
		return put("/c?comp=block&blockid="+blockID("one"), "", append([]string{"x-ms-copy-source", "{container}" + source}, headers...)...)
	}
	commit := put("/c?comp=blocklist", blockList("one"))
	return []row{
		{name: "Copy Blob From URL", before: there, ask: whole("/b?{sas r}")},
		{name: "Copy Blob From URL: properties", before: append(there[:1:1], whole("/b?{sas r}")), ask: head("/c")},
		{name: "Copy Blob From URL: without a SAS", before: there, ask: whole("/b")},
		{name: "Copy Blob From URL: SAS that may not read", before: there, ask: whole("/b?{sas w}")},
		{name: "Copy Blob From URL: no source", ask: whole("/b?{sas r}")},
		{name: "Copy Blob From URL: right MD5", before: there, ask: whole("/b?{sas r}", "x-ms-source-content-md5", digitsMD5)},
		{name: "Copy Blob From URL: wrong MD5", before: there, ask: whole("/b?{sas r}", "x-ms-source-content-md5", otherMD5)},
		{name: "Copy Blob From URL: source not modified", before: there, ask: whole("/b?{sas r}", "x-ms-source-if-modified-since", farAway)},
		{name: "Copy Blob From URL: source If-Match", before: there, ask: whole("/b?{sas r}", "x-ms-source-if-match", `"0x0"`)},
		{name: "Copy Blob From URL: page blob", before: []exchange{createPages("512")}, ask: whole("/b?{sas r}")},

		{name: "Put Block From URL", before: there, ask: stage("/b?{sas r}")},
		{name: "Put Block From URL: read", before: append(there[:1:1], stage("/b?{sas r}"), commit), ask: get("/c")},
		{name: "Put Block From URL: a range", before: append(there[:1:1], stage("/b?{sas r}", "x-ms-source-range", "bytes=2-5"), commit), ask: get("/c")},
		{name: "Put Block From URL: range beyond the end", before: there, ask: stage("/b?{sas r}", "x-ms-source-range", "bytes=10-20")},
		{name: "Put Block From URL: right MD5", before: there, ask: stage("/b?{sas r}", "x-ms-source-content-md5", digitsMD5)},
		{name: "Put Block From URL: wrong MD5", before: there, ask: stage("/b?{sas r}", "x-ms-source-content-md5", otherMD5)},
		{name: "Put Block From URL: without a SAS", before: there, ask: stage("/b")},
		{name: "Put Block From URL: SAS that may not read", before: there, ask: stage("/b?{sas w}")},
		{name: "Put Block From URL: no source", ask: stage("/b?{sas r}")},
		{name: "Put Block From URL: source If-Match", before: there, ask: stage("/b?{sas r}", "x-ms-source-if-match", `"0x0"`)},
		{name: "Put Block From URL: source If-None-Match", before: there, ask: stage("/b?{sas r}", "x-ms-source-if-none-match", `"0x0"`)},
		{name: "Put Block From URL: source not modified", before: there, ask: stage("/b?{sas r}", "x-ms-source-if-modified-since", farAway)},
		{name: "Put Block From URL: of no bytes", before: []exchange{putBlob("b", "")}, ask: stage("/b?{sas r}")},
		{name: "Put Block From URL: with a body", before: there, ask: put("/c?comp=block&blockid="+blockID("one"), digits, "x-ms-copy-source", "{container}/b?{sas r}")},
	}
}
