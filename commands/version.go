package commands

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

type versionCommand struct{}

// Run prints the version, and what it was built with.
func (versionCommand) Run(c *call) error {
	_, err := fmt.Fprintf(c.out, "mddash %s %s %s/%s\n", c.files.version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

// version is what the build stamped; a binary that was built without our build says which commit it is from.
func (f Files) version() string {
	if f.Version != "" {
		return f.Version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "dev"
}
