//go:build bench

package bench

import (
	"fmt"
	"net/http"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// homeLimit is what the dashboard may take of the processor, with the demo studio fifty times over.
const homeLimit = 10 * time.Millisecond

// The dashboard of somebody who sees fifty studios' work.
func TestTheDashboardOfFiftyStudios(t *testing.T) {
	dir := t.TempDir()
	url := "sqlite:" + filepath.Join(dir, "mddash.db")
	out, err := exec.Command(binary, "demo", "--times", "50", "--database-url", url, "--password", townPassword).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	server := start(t, dir, "MDDASH_DATABASE_URL="+url)
	session := enter(t, server, "maya@studio-north.example")
	before := cpuTime(server.PID())
	o := load(1, 6*time.Second, http.StatusOK, func(int, int) (*http.Request, error) {
		r, err := http.NewRequest("GET", server.URL+"/", nil)
		if err == nil {
			r.Header.Set("Cookie", session)
		}
		return r, err
	})
	if len(o.errors) > 0 {
		t.Fatal(o.errors[0])
	}
	half, most := o.percentile(50), o.percentile(99)
	cpu := (cpuTime(server.PID()) - before) / time.Duration(len(o.times))
	tell("the dashboard: of mddash's processor", cpu.Round(100*time.Microsecond).String())
	tell("the dashboard: 99 of 100 within", most.Round(100*time.Microsecond).String())
	judge(t, half < homeLimit, "the dashboard: half within", fmt.Sprintf("%v", half.Round(100*time.Microsecond)), "within "+homeLimit.String())
}
