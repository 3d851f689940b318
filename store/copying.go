package store

// copyingTable is in a database that is the target of a copy as long as that is not at its end.
const copyingTable = "mddash_copying"
