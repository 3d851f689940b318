// Command mddash serves todos, in the browser and as JSON, from one binary.
package main

import (
	"os"

	"mddash/commands"
)

// version is stamped by the build.
var version string

func main() {
	os.Exit(commands.Run(os.Args[1:], commands.Files{Static: static, Migrations: migrations, Version: version}))
}
