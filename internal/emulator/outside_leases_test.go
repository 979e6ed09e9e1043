package emulator_test

import "slices"

const (
	oneLease   = "11111111-1111-1111-1111-111111111111"
	otherLease = "22222222-2222-2222-2222-222222222222"
)

// leaseOf is an action on the lease of a blob or a container.
func leaseOf(target, action string, headers ...string) exchange {
	return put(target, "", append([]string{"x-ms-lease-action", action}, headers...)...)
}

// acquire acquires a lease that does not end by itself.
func acquire(target, id string) exchange {
	return leaseOf(target, "acquire", "x-ms-lease-duration", "-1", "x-ms-proposed-lease-id", id)
}

func leaseRows() []row {
	return slices.Concat(
		leaseActionRows("Lease Blob", "/b?comp=lease", head("/b"), putBlob("b", digits)),
		leaseActionRows("Lease Container", "?restype=container&comp=lease", head(containerOnly)),
		leasedBlobRows(), leasedContainerRows(),
	)
}

// leaseActionRows are the actions on the lease of what a target is for, and before makes.
func leaseActionRows(name, target string, look exchange, before ...exchange) []row {
	lease := func(action string, headers ...string) exchange { return leaseOf(target, action, headers...) }
	with := func(more ...exchange) []exchange { return slices.Concat(before, more) }
	infinite := acquire(target, oneLease)
	broken := lease("break", "x-ms-lease-break-period", "0")
	return []row{
		{name: name + ": acquire", before: with(), ask: infinite},
		{name: name + ": acquire for a while", before: with(), ask: lease("acquire", "x-ms-lease-duration", "15", "x-ms-proposed-lease-id", oneLease)},
		{name: name + ": acquire for too short", before: with(), ask: lease("acquire", "x-ms-lease-duration", "14")},
		{name: name + ": acquire for too long", before: with(), ask: lease("acquire", "x-ms-lease-duration", "61")},
		{name: name + ": acquire without a duration", before: with(), ask: lease("acquire")},
		{name: name + ": acquire with an ID that is none", before: with(), ask: lease("acquire", "x-ms-lease-duration", "-1", "x-ms-proposed-lease-id", "one")},
		{name: name + ": acquire again", before: with(infinite), ask: infinite},
		{name: name + ": acquire by another", before: with(infinite), ask: acquire(target, otherLease)},
		{name: name + ": acquire when broken", before: with(infinite, broken), ask: acquire(target, otherLease)},
		{name: name + ": acquire when breaking", before: with(infinite, lease("break", "x-ms-lease-break-period", "60")), ask: acquire(target, otherLease)},
		{name: name + ": acquire when released", before: with(infinite, lease("release", "x-ms-lease-id", oneLease)), ask: acquire(target, otherLease)},
		{name: name + ": leased", before: with(infinite), ask: look},
		{name: name + ": leased for a while", before: with(lease("acquire", "x-ms-lease-duration", "15")), ask: look},
		{name: name + ": renew", before: with(infinite), ask: lease("renew", "x-ms-lease-id", oneLease)},
		{name: name + ": renew another", before: with(infinite), ask: lease("renew", "x-ms-lease-id", otherLease)},
		{name: name + ": renew when broken", before: with(infinite, broken), ask: lease("renew", "x-ms-lease-id", oneLease)},
		{name: name + ": renew none", before: with(), ask: lease("renew", "x-ms-lease-id", oneLease)},
		{name: name + ": renew without an ID", before: with(infinite), ask: lease("renew")},
		{name: name + ": change", before: with(infinite), ask: lease("change", "x-ms-lease-id", oneLease, "x-ms-proposed-lease-id", otherLease)},
		{name: name + ": change another", before: with(infinite), ask: lease("change", "x-ms-lease-id", otherLease, "x-ms-proposed-lease-id", "33333333-3333-3333-3333-333333333333")},
		{name: name + ": change none", before: with(), ask: lease("change", "x-ms-lease-id", oneLease, "x-ms-proposed-lease-id", otherLease)},
		{name: name + ": release", before: with(infinite), ask: lease("release", "x-ms-lease-id", oneLease)},
		{name: name + ": release another", before: with(infinite), ask: lease("release", "x-ms-lease-id", otherLease)},
		{name: name + ": release none", before: with(), ask: lease("release", "x-ms-lease-id", oneLease)},
		{name: name + ": released", before: with(infinite, lease("release", "x-ms-lease-id", oneLease)), ask: look},
		{name: name + ": break", before: with(infinite), ask: lease("break")},
		{name: name + ": break at once", before: with(infinite), ask: broken},
		{name: name + ": break soon", before: with(infinite), ask: lease("break", "x-ms-lease-break-period", "60")},
		{name: name + ": break too late", before: with(infinite), ask: lease("break", "x-ms-lease-break-period", "61")},
		{name: name + ": break none", before: with(), ask: lease("break")},
		{name: name + ": broken", before: with(infinite, broken), ask: look},
		{name: name + ": breaking", before: with(infinite, lease("break", "x-ms-lease-break-period", "60")), ask: look},
		{name: name + ": unknown action", before: with(), ask: lease("rent")},
		{name: name + ": no action", before: with(), ask: put(target, "")},
		{name: name + ": If-Unmodified-Since", before: with(), ask: lease("acquire", "x-ms-lease-duration", "-1", "If-Unmodified-Since", longAgo)},
	}
}

// leasedBlobRows are the operations on a blob without the ID of its lease, with another, with its own, and with one when
// it has no lease.
func leasedBlobRows() []row {
	const lease = "/b?comp=lease"
	block := []exchange{putBlob("b", digits), put("/b?comp=block&blockid="+blockID("one"), "first")}
	pages := []exchange{createPages("1024")}
	appended := []exchange{createAppend()}
	rows := []row{
		{name: "Lease Blob: no blob", ask: acquire(lease, oneLease)},
		{name: "Leased blob: listed", before: append(block[:2:2], acquire(lease, oneLease)), ask: get("?restype=container&comp=list")},
		{name: "Leased blob: its container is deleted", before: append(block[:2:2], acquire(lease, oneLease)), ask: remove(containerOnly)},
		{name: "Leased blob: copied", before: append(block[:2:2], acquire(lease, oneLease)), ask: copyFrom("/b")},
		{name: "Leased blob: copied to", before: []exchange{putBlob("c", digits), putBlob("b", digits), acquire("/c?comp=lease", oneLease)}, ask: copyFrom("/b")},
		{name: "Put Blob: with a lease ID, no blob", ask: putBlob("b", digits, "x-ms-lease-id", oneLease)},
		{name: "Put Blob: with the ID of a broken lease", before: append(block[:1:1], acquire(lease, oneLease), leaseOf(lease, "break", "x-ms-lease-break-period", "0")), ask: putBlob("b", digits, "x-ms-lease-id", oneLease)},
		{name: "Put Blob: over a broken lease", before: append(block[:1:1], acquire(lease, oneLease), leaseOf(lease, "break", "x-ms-lease-break-period", "0")), ask: putBlob("b", digits)},
	}
	for _, operation := range []row{
		{name: "Put Blob", before: block, ask: putBlob("b", digits)},
		{name: "Put Block", before: block, ask: put("/b?comp=block&blockid="+blockID("two"), "second")},
		{name: "Put Block List", before: block, ask: put("/b?comp=blocklist", blockList("one"))},
		{name: "Get Block List", before: block, ask: get("/b?comp=blocklist&blocklisttype=all")},
		{name: "Put Page", before: pages, ask: writePages("bytes=0-511", page())},
		{name: "Clear Pages", before: pages, ask: clearPages("bytes=0-511")},
		{name: "Get Page Ranges", before: pages, ask: get("/b?comp=pagelist")},
		{name: "Append Block", before: appended, ask: appendTo(digits)},
		{name: "Get Blob", before: block, ask: get("/b")},
		{name: "Get Blob Properties", before: block, ask: head("/b")},
		{name: "Set Blob Metadata", before: block, ask: put("/b?comp=metadata", "", "x-ms-meta-a", "1")},
		{name: "Set Blob Properties", before: block, ask: put("/b?comp=properties", "", "x-ms-blob-content-type", "text/plain")},
		{name: "Snapshot Blob", before: block, ask: takeSnapshot()},
		{name: "Delete Blob", before: block, ask: remove("/b")},
	} {
		rows = append(rows, leasedRows(operation, acquire(lease, oneLease))...)
	}
	return rows
}

func leasedContainerRows() []row {
	lease := acquire("?restype=container&comp=lease", oneLease)
	rows := []row{
		{name: "Leased container: Put Blob", before: []exchange{lease}, ask: putBlob("b", digits)},
		{name: "Leased container: Put Blob with its ID", before: []exchange{lease}, ask: putBlob("b", digits, "x-ms-lease-id", oneLease)},
		{name: "Leased container: List Blobs", before: []exchange{lease}, ask: get("?restype=container&comp=list")},
	}
	for _, operation := range []row{
		{name: "Get Container Properties", ask: get(containerOnly)},
		{name: "Set Container Metadata", ask: put("?restype=container&comp=metadata", "", "x-ms-meta-a", "1")},
		{name: "Set Container ACL", ask: put("?restype=container&comp=acl", "")},
		{name: "Get Container ACL", ask: get("?restype=container&comp=acl")},
		{name: "Delete Container", ask: remove(containerOnly)},
	} {
		rows = append(rows, leasedRows(operation, lease)...)
	}
	return rows
}

// leasedRows asks the question of a row where there is a lease, and where there is none.
func leasedRows(operation row, lease exchange) []row {
	with := func(id string) exchange {
		ask := operation.ask
		ask.headers = append(slices.Clone(ask.headers), "x-ms-lease-id", id)
		return ask
	}
	leased := append(slices.Clone(operation.before), lease)
	return []row{
		{name: operation.name + ": leased, no ID", before: leased, ask: operation.ask},
		{name: operation.name + ": leased, another ID", before: leased, ask: with(otherLease)},
		{name: operation.name + ": leased, its ID", before: leased, ask: with(oneLease)},
		{name: operation.name + ": not leased, an ID", before: operation.before, ask: with(oneLease)},
	}
}
