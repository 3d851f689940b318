package store

import (
	"strings"
	"testing"
)

func TestAStatementIsLoggedWithoutItsValues(t *testing.T) {
	for query, want := range map[string]string{
		`SELECT * FROM "tasks" AS t1 WHERE name = 'it''s me' AND id = 12`:      `SELECT * FROM "tasks" AS t1 WHERE name = ? AND id = ?`,
		"INSERT INTO notes (a, b) VALUES (1, 'x', X'00ff'),\n\t(2.5, 'y', '')": `INSERT INTO notes (a, b) VALUES (?, X?), (?)`,
		`SELECT 'secret that never ends`:                                       `SELECT ?`,
		`SELECT 'a' || '''secret''' || 'b'`:                                    `SELECT ? || ? || ?`,
		`SELECT 1e5, -3, x2 FROM t WHERE "it""s" = '"secret"'`:                 `SELECT ?, -?, x2 FROM t WHERE "it""s" = ?`,
		`DO $$ secret $$`: `DO ?`,
		`SELECT "never`:   `SELECT "never`,
		``:                ``,
	} {
		if got := withoutValues(query); got != want {
			t.Errorf("%s\n got %s\nwant %s", query, got, want)
		}
	}
	if long := withoutValues(strings.Repeat("SELECT a ", 9999)); len(long) > statementMax {
		t.Errorf("%d bytes", len(long))
	}
}
