package emulator_test

import "strings"

// createPages creates a page blob of this many bytes.
func createPages(size string, headers ...string) exchange {
	return put("/b", "", append([]string{"x-ms-blob-type", "PageBlob", "x-ms-blob-content-length", size}, headers...)...)
}

// writePages fills a range of the page blob.
func writePages(bytes, content string, headers ...string) exchange {
	return put("/b?comp=page", content, append([]string{"x-ms-page-write", "update", "x-ms-range", bytes}, headers...)...)
}

func clearPages(bytes string, headers ...string) exchange {
	return put("/b?comp=page", "", append([]string{"x-ms-page-write", "clear", "x-ms-range", bytes}, headers...)...)
}

// page is what fills a page.
func page() string { return strings.Repeat("page", 128) }

func pageRows() []row {
	there := []exchange{createPages("2048")}
	first := append(there[:1:1], writePages("bytes=0-511", page()))
	apart := append(first[:2:2], writePages("bytes=1024-1535", page()))
	list := func(headers ...string) exchange { return get("/b?comp=pagelist", headers...) }
	return []row{
		{name: "Put Page Blob", ask: createPages("2048")},
		{name: "Put Page Blob: of no bytes", ask: createPages("0")},
		{name: "Put Page Blob: read", before: there, ask: get("/b")},
		{name: "Put Page Blob: everything", before: []exchange{createPages("512", everything()...)}, ask: head("/b")},
		{name: "Put Page Blob: sequence number", before: []exchange{createPages("512", "x-ms-blob-sequence-number", "7")}, ask: head("/b")},
		{name: "Put Page Blob: negative sequence number", ask: createPages("512", "x-ms-blob-sequence-number", "-1")},
		{name: "Put Page Blob: size of no pages", ask: createPages("2047")},
		{name: "Put Page Blob: no size", ask: put("/b", "", "x-ms-blob-type", "PageBlob")},
		{name: "Put Page Blob: with a body", ask: put("/b", page(), "x-ms-blob-type", "PageBlob", "x-ms-blob-content-length", "512")},
		{name: "Put Page Blob: it exists", before: first, ask: createPages("512", "If-None-Match", "*")},
		{name: "Put Page Blob: in place of what is filled", before: append(first[:2:2], createPages("512")), ask: list()},
		{name: "Put Page Blob: over a block blob", before: []exchange{putBlob("b", digits)}, ask: createPages("512")},
		{name: "Put Page Blob: no container", before: []exchange{remove(containerOnly)}, ask: createPages("512")},

		{name: "Put Page", before: there, ask: writePages("bytes=512-1023", page())},
		{name: "Put Page: read", before: apart, ask: get("/b")},
		{name: "Put Page: read a part", before: apart, ask: get("/b", "Range", "bytes=500-600")},
		{name: "Put Page: wrong MD5", before: there, ask: writePages("bytes=0-511", page(), "Content-MD5", otherMD5)},
		{name: "Put Page: range in Range", before: there, ask: put("/b?comp=page", page(), "x-ms-page-write", "update", "Range", "bytes=0-511")},
		{name: "Put Page: from the middle of a page", before: there, ask: writePages("bytes=100-611", page())},
		{name: "Put Page: a part of a page", before: there, ask: writePages("bytes=0-99", page()[:100])},
		{name: "Put Page: beyond the end", before: there, ask: writePages("bytes=2048-2559", page())},
		{name: "Put Page: fewer bytes than the range", before: there, ask: writePages("bytes=0-1023", page())},
		{name: "Put Page: no range", before: there, ask: put("/b?comp=page", page(), "x-ms-page-write", "update")},
		{name: "Put Page: neither update nor clear", before: there, ask: put("/b?comp=page", page(), "x-ms-range", "bytes=0-511")},
		{name: "Put Page: unknown kind", before: there, ask: put("/b?comp=page", page(), "x-ms-page-write", "turn", "x-ms-range", "bytes=0-511")},
		{name: "Put Page: more than 4 MiB", before: []exchange{createPages("8388608")}, ask: writePages("bytes=0-4194815", strings.Repeat(page(), 8193))},
		{name: "Put Page: no blob", ask: writePages("bytes=0-511", page())},
		{name: "Put Page: of a block blob", before: []exchange{putBlob("b", page())}, ask: writePages("bytes=0-511", page())},
		{name: "Put Page: If-Match", before: there, ask: writePages("bytes=0-511", page(), "If-Match", `"0x0"`)},
		{name: "Put Page: no such container", before: []exchange{remove(containerOnly)}, ask: writePages("bytes=0-511", page())},

		{name: "Clear Pages", before: apart, ask: clearPages("bytes=0-1023")},
		{name: "Clear Pages: read", before: append(apart[:3:3], clearPages("bytes=0-511")), ask: get("/b")},
		{name: "Clear Pages: with a body", before: there, ask: put("/b?comp=page", page(), "x-ms-page-write", "clear", "x-ms-range", "bytes=0-511")},
		{name: "Clear Pages: beyond the end", before: there, ask: clearPages("bytes=1024-4095")},
		{name: "Clear Pages: a part of a page", before: there, ask: clearPages("bytes=0-99")},

		{name: "Get Page Ranges: none", before: there, ask: list()},
		{name: "Get Page Ranges", before: apart, ask: list()},
		{name: "Get Page Ranges: neighbours", before: append(first[:2:2], writePages("bytes=512-1023", page())), ask: list()},
		{name: "Get Page Ranges: a hole in the middle", before: []exchange{createPages("2048"), writePages("bytes=0-1535", page()+page()+page()), clearPages("bytes=512-1023")}, ask: list()},
		{name: "Get Page Ranges: of a range", before: apart, ask: list("x-ms-range", "bytes=512-2047")},
		{name: "Get Page Ranges: of parts of pages", before: apart, ask: list("x-ms-range", "bytes=100-1100")},
		{name: "Get Page Ranges: range beyond the end", before: apart, ask: list("x-ms-range", "bytes=4096-5119")},
		{name: "Get Page Ranges: no blob", ask: list()},
		{name: "Get Page Ranges: of a block blob", before: []exchange{putBlob("b", digits)}, ask: list()},
		{name: "Get Page Ranges: of a snapshot", before: append(first[:2:2], takeSnapshot(), clearPages("bytes=0-511")), ask: get("/b?comp=pagelist&snapshot={snapshot}")},
	}
}

// sequenceRows are about the size and the sequence number of page blobs.
func sequenceRows() []row {
	seven := []exchange{createPages("2048", "x-ms-blob-sequence-number", "7")}
	filled := append(seven[:1:1], writePages("bytes=0-2047", strings.Repeat(page(), 4)))
	change := func(headers ...string) exchange { return put("/b?comp=properties", "", headers...) }
	resize := func(size string) exchange { return change("x-ms-blob-content-length", size) }
	number := func(action, n string) exchange {
		return change("x-ms-sequence-number-action", action, "x-ms-blob-sequence-number", n)
	}
	rows := []row{
		{name: "Resize", before: seven, ask: resize("4096")},
		{name: "Resize: larger, read", before: append(filled[:2:2], resize("3072")), ask: get("/b")},
		{name: "Resize: smaller, read", before: append(filled[:2:2], resize("1024")), ask: get("/b")},
		{name: "Resize: smaller and larger", before: append(filled[:2:2], resize("512"), resize("2048")), ask: get("/b?comp=pagelist")},
		{name: "Resize: properties stay", before: []exchange{createPages("512", everything()...), resize("1024")}, ask: head("/b")},
		{name: "Resize: size of no pages", before: seven, ask: resize("1000")},
		{name: "Resize: of a block blob", before: []exchange{putBlob("b", digits)}, ask: resize("512")},
		{name: "Sequence number: update", before: append(seven[:1:1], number("update", "3")), ask: head("/b")},
		{name: "Sequence number: max of less", before: append(seven[:1:1], number("max", "3")), ask: head("/b")},
		{name: "Sequence number: max of more", before: append(seven[:1:1], number("max", "9")), ask: head("/b")},
		{name: "Sequence number: increment", before: append(seven[:1:1], change("x-ms-sequence-number-action", "increment")), ask: head("/b")},
		{name: "Sequence number: answer", before: seven, ask: number("update", "3")},
		{name: "Sequence number: increment by", before: seven, ask: number("increment", "3")},
		{name: "Sequence number: update to nothing", before: seven, ask: change("x-ms-sequence-number-action", "update")},
		{name: "Sequence number: unknown action", before: seven, ask: number("halve", "3")},
	}
	for _, condition := range []string{"le 6", "le 7", "lt 7", "lt 8", "eq 6", "eq 7"} {
		name, value, _ := strings.Cut(condition, " ")
		header := "x-ms-if-sequence-number-" + name
		rows = append(rows,
			row{name: "Put Page: sequence number " + condition, before: seven, ask: writePages("bytes=0-511", page(), header, value)},
			row{name: "Clear Pages: sequence number " + condition, before: seven, ask: clearPages("bytes=0-511", header, value)},
		)
	}
	return rows
}

// createAppend creates an append blob.
func createAppend(headers ...string) exchange {
	return put("/b", "", append([]string{"x-ms-blob-type", "AppendBlob"}, headers...)...)
}

func appendTo(content string, headers ...string) exchange {
	return put("/b?comp=appendblock", content, headers...)
}

func appendRows() []row {
	there := []exchange{createAppend()}
	ten := append(there[:1:1], appendTo(digits))
	return []row{
		{name: "Put Append Blob", ask: createAppend()},
		{name: "Put Append Blob: everything", before: []exchange{createAppend(everything()...)}, ask: head("/b")},
		{name: "Put Append Blob: with a body", ask: put("/b", digits, "x-ms-blob-type", "AppendBlob")},
		{name: "Put Append Blob: it exists", before: ten, ask: createAppend("If-None-Match", "*")},
		{name: "Put Append Blob: in place of one", before: append(ten[:2:2], createAppend()), ask: head("/b")},
		{name: "Put Append Blob: over a block blob", before: []exchange{putBlob("b", digits)}, ask: createAppend()},
		{name: "Put Append Blob: no container", before: []exchange{remove(containerOnly)}, ask: createAppend()},
		{name: "Append Block", before: there, ask: appendTo(digits)},
		{name: "Append Block: second", before: ten, ask: appendTo("abc")},
		{name: "Append Block: read", before: append(ten[:2:2], appendTo("abc")), ask: get("/b")},
		{name: "Append Block: properties", before: append(ten[:2:2], appendTo("abc")), ask: head("/b")},
		{name: "Append Block: right MD5", before: there, ask: appendTo(digits, "Content-MD5", digitsMD5)},
		{name: "Append Block: wrong MD5", before: there, ask: appendTo(digits, "Content-MD5", otherMD5)},
		{name: "Append Block: empty", before: there, ask: appendTo("")},
		{name: "Append Block: at its position", before: ten, ask: appendTo("abc", "x-ms-blob-condition-appendpos", "10")},
		{name: "Append Block: at another position", before: ten, ask: appendTo("abc", "x-ms-blob-condition-appendpos", "9")},
		{name: "Append Block: at a word", before: ten, ask: appendTo("abc", "x-ms-blob-condition-appendpos", "end")},
		{name: "Append Block: to the greatest size", before: ten, ask: appendTo("abc", "x-ms-blob-condition-maxsize", "13")},
		{name: "Append Block: above the greatest size", before: ten, ask: appendTo("abc", "x-ms-blob-condition-maxsize", "12")},
		{name: "Append Block: If-Match", before: ten, ask: appendTo("abc", "If-Match", `"0x0"`)},
		{name: "Append Block: If-None-Match", before: ten, ask: appendTo("abc", "If-None-Match", `"0x0"`)},
		{name: "Append Block: more than 4 MiB", before: there, ask: appendTo(strings.Repeat("x", 4<<20+1))},
		{name: "Append Block: no blob", ask: appendTo(digits)},
		{name: "Append Block: no container", before: []exchange{remove(containerOnly)}, ask: appendTo(digits)},
		{name: "Append Block: to a block blob", before: []exchange{putBlob("b", digits)}, ask: appendTo("abc")},
		{name: "Append Block: to a page blob", before: []exchange{createPages("512")}, ask: appendTo("abc")},
		{name: "Put Page: of an append blob", before: ten, ask: writePages("bytes=0-511", page())},
		{name: "Put Block: of an append blob", before: ten, ask: put("/b?comp=block&blockid="+blockID("one"), digits)},
		{name: "Put Block List: of a page blob", before: []exchange{createPages("512")}, ask: put("/b?comp=blocklist", blockList())},
		{name: "Put Block List: of an append blob", before: ten, ask: put("/b?comp=blocklist", blockList())},
		{name: "Get Block List: of an append blob", before: ten, ask: get("/b?comp=blocklist")},
		{name: "List Blobs: of all types", before: []exchange{
			putBlob("a", digits), createPages("512"), put("/c", "", "x-ms-blob-type", "AppendBlob"),
		}, ask: get("?restype=container&comp=list")},
	}
}
