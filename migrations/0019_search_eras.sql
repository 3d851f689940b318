-- On PostgreSQL the search index is asked for the newest things alone first: see searchSources in store/dialect_search.go.
{search_eras}
