package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"
)

func TestKeptStatementsAnswerManyAtOnce(t *testing.T) {
	ctx, s := t.Context(), openEmpty(t)
	var all sync.WaitGroup
	for worker := range 8 {
		all.Go(func() {
			for i := range 200 {
				want := (worker*7 + i) % (keptMost + 8)
				var got int
				if err := s.askKept(raw(`SELECT ?`, want)).Scan(ctx, &got); err != nil || got != want {
					t.Errorf("%d, %v, want %d", got, err, want)
					return
				}
			}
		})
	}
	all.Wait()
	if n := len(s.kept.kept); n != keptMost {
		t.Errorf("%d statements are kept, want %d", n, keptMost)
	}
	for query, statement := range s.kept.kept {
		if statement.uses != 0 {
			t.Errorf("%s is in use %d times", query, statement.uses)
		}
	}
}

func TestAKeptStatementOutlivesChangesOfTheTables(t *testing.T) {
	ctx, s := t.Context(), openEmpty(t)
	ask := func() (n int, err error) {
		err = s.askKept(raw(`SELECT count(*) FROM tag_lists`)).Scan(ctx, &n)
		return n, err
	}
	if _, err := ask(); err == nil {
		t.Fatal("there is no such table, and an answer")
	}
	for i, change := range []string{`CREATE TABLE tag_lists (a)`, `INSERT INTO tag_lists VALUES (1)`, `ALTER TABLE tag_lists ADD COLUMN b`, `CREATE INDEX tag_lists_a ON tag_lists (a)`} {
		if _, err := s.write.DB.ExecContext(ctx, change); err != nil {
			t.Fatal(err)
		}
		if n, err := ask(); err != nil || n != min(i, 1) {
			t.Errorf("after %s: %d, %v", change, n, err)
		}
	}
}

func TestAKeptStatementOutlivesAQuestionThatIsBrokenOff(t *testing.T) {
	s := openEmpty(t)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	var n int
	err := s.askKept(raw(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n`)).Scan(ctx, &n)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("broken off: %v", err)
	}
	for i := range 20 {
		var got string
		if err := s.askKept(raw(`SELECT 'x' || ?`, i%3)).Scan(t.Context(), &got); err != nil || got != fmt.Sprint("x", i%3) {
			t.Errorf("%q, %v", got, err)
		}
	}
}
