//go:build linux || darwin

package doctor

import (
	"fmt"
	"io/fs"
	"os"
	"syscall"

	"mddash/domain"
)

const modesCount = true

func space(dir string) (room, all int64, known bool) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0, 0, false
	}
	unit := int64(s.Bsize)
	return int64(s.Bavail) * unit, int64(s.Blocks) * unit, true
}

func owners(info fs.FileInfo) (owner, ours int, known bool) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0, false
	}
	return int(stat.Uid), os.Geteuid(), true
}

// filesLeast is how many connections and files a busy server has open.
const filesLeast = 2048

func checkLimits() domain.Check {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return good("limits", "They can't be told here.")
	}
	if limit.Max < filesLeast {
		return warn("limits", fmt.Sprintf("No more than %d files and connections can be open at once.", limit.Max), "Raise it: LimitNOFILE=65536 in the systemd unit, or ulimit -n.")
	}
	return good("limits", fmt.Sprintf("%d files and connections can be open at once.", limit.Max))
}
