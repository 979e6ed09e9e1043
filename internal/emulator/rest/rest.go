// Package rest is what the emulated services share of the REST protocol of Azure Storage: errors, versions,
// conditional headers, ranges, user metadata and names in XML.
package rest
