// Package rest implements what the emulated services share of Azure Storage's REST protocol: errors, versions, conditional
// headers, ranges, user metadata and names in XML.
package rest
