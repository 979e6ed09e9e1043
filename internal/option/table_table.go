package option

// tableOptions are those for the export and the import of tables.
func tableOptions() []Option {
	return []Option{
		pending(partitionKeys("PKRS", "partition-key-ranges", `
			Splits an export at these partition keys, in ascending order, and exports the ranges at once: "aa#bb" makes
			three ranges, up to aa, from aa up to bb, and from bb. Without it a table is exported by one operation after another.`)),
		pending(number("SplitSize", "split-size", "<megabytes>", "T", func(o *Options) *int { return &o.SplitSizeMB },
			bounds{32, 200_000, 1}, `
			The size in MB at which an export continues in another file, at least 32. Without it there is one file for each
			range, but an export to blobs never makes one above 200 GB.`)),
		pending(choice("EntityOperation", "entity-operation", "T", func(o *Options) *string { return &o.EntityOperation },
			same("InsertOrSkip", "InsertOrMerge", "InsertOrReplace"), `
			What an import does with an entity that the table already has: InsertOrSkip leaves it as it is, InsertOrMerge adds and changes the properties that are imported, InsertOrReplace replaces it. Every import needs it.`)),
		pending(text("Manifest", "manifest", "<manifest-file>", "T", func(o *Options) *string { return &o.Manifest }, `
			The name of the manifest, without a folder: the file by which an import finds and checks the files that the
			export wrote. Every import needs it. An export without it names the manifest by account, table and time.`)),
		pending(choice("PayloadFormat", "payload-format", "T", func(o *Options) *string { return &o.PayloadFormat },
			same("JSON", "CSV"), `
			The format of the files that an export writes; JSON by default. CSV files can't be imported again.`)),
	}
}

// same are words that are their own values.
func same(texts ...string) []word[string] {
	var words []word[string]
	for _, t := range texts {
		words = append(words, word[string]{t, t})
	}
	return words
}
