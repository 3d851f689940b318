package main

import "embed"

// static holds what browsers fetch; static/vendor is in it where the build has made it. The prefix takes files along
// whose names begin with a dot, so that an otherwise empty directory can be compiled in too.
//
//go:embed all:static
var static embed.FS

//go:embed migrations/*.sql
var migrations embed.FS
