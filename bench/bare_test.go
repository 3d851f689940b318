//go:build bench

package bench

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"mddash/handlers/api"
)

// bareVariable makes this test binary the bare server: it names the database, and bareUser whose todos it serves.
const (
	bareVariable = "MDDASH_BENCH_BARE"
	bareUser     = "MDDASH_BENCH_USER"
)

// bare is the list of todos with nothing around it: net/http, database/sql, encoding/json. It asks nobody who they
// are, checks nothing, logs nothing, and knows one kind of request. Its statements are those of the store.
type bare struct {
	db   *sql.DB
	user string
}

// startBare runs the bare server as a process of its own, as mddash is one.
func startBare(t *testing.T, user string) (url string, pid int) {
	t.Helper()
	command := exec.Command(os.Args[0])
	command.Env = append(os.Environ(), bareVariable+"="+filepath.Join(town, "mddash.db"), bareUser+"="+user)
	command.Stderr = os.Stderr
	out, err := command.StdoutPipe()
	must(t, err)
	must(t, command.Start())
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	})
	address, err := bufio.NewReader(out).ReadString('\n')
	must(t, err)
	return "http://" + strings.TrimSpace(address), command.Process.Pid
}

func serveBare() {
	dsn := "file:" + (&url.URL{Path: os.Getenv(bareVariable)}).EscapedPath() +
		"?_txlock=deferred&_pragma=busy_timeout(5000)&_pragma=query_only(1)&_pragma=foreign_keys(1)&_pragma=temp_store(2)"
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		panic(err)
	}
	db.SetMaxOpenConns(max(4, 2*runtime.NumCPU()))
	db.SetMaxIdleConns(max(4, 2*runtime.NumCPU()))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println(listener.Addr())
	b := &bare{db: db, user: os.Getenv(bareUser)}
	panic(http.Serve(listener, http.HandlerFunc(b.list)))
}

func (b *bare) list(w http.ResponseWriter, r *http.Request) {
	limit, err := strconv.Atoi(r.URL.Query().Get("limit"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusUnprocessableEntity)
		return
	}
	page, err := b.page(r.Context(), limit)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(page)
}

func (b *bare) page(ctx context.Context, limit int) (page api.List[api.Todo], err error) {
	page.Items, err = b.rows(ctx, limit+1)
	if err != nil {
		return page, err
	}
	if len(page.Items) > limit {
		page.Items = page.Items[:limit]
		last := page.Items[limit-1]
		cursor := base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, `{"s":"created_at","k":"%s","i":%d}`, last.CreatedAt.Format("2006-01-02T15:04:05.000Z"), last.ID))
		page.NextCursor = &cursor
	}
	if err := b.assignees(ctx, page.Items); err != nil {
		return page, err
	}
	return page, b.db.QueryRowContext(ctx, countSQL, b.user, b.user, b.user, b.user, b.user, b.user, b.user, b.user, b.user).Scan(&page.Total)
}

func (b *bare) rows(ctx context.Context, limit int) ([]api.Todo, error) {
	rows, err := b.db.QueryContext(ctx, listSQL, b.user, b.user, b.user, b.user, limit, b.user, b.user, b.user, b.user, b.user, limit, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	todos := make([]api.Todo, 0, limit)
	for rows.Next() {
		todo, err := scan(rows)
		if err != nil {
			return nil, err
		}
		todos = append(todos, todo)
	}
	return todos, rows.Err()
}

func scan(rows *sql.Rows) (t api.Todo, err error) {
	var created, updated, tags, sortKey string
	var completed, reminder, uid, deleted, batch *string
	err = rows.Scan(&t.ID, &t.Title, &t.Description, &t.DueDate, &t.Priority, &t.Status, &t.ProjectID, &created, &updated, &t.UserID,
		&t.ParentID, &tags, &t.DueTime, &t.StartDate, &completed, &t.Position, &t.Recurrence, &t.RepeatFrom, &reminder,
		&t.EstimateMinutes, &uid, &deleted, &batch, &sortKey)
	if err != nil {
		return t, err
	}
	if t.CreatedAt, err = moment(&created); err != nil {
		return t, err
	}
	if t.UpdatedAt, err = moment(&updated); err != nil {
		return t, err
	}
	if t.CompletedAt, err = moment(completed); err != nil {
		return t, err
	}
	if t.ReminderAt, err = moment(reminder); err != nil {
		return t, err
	}
	t.Completed, t.AssigneeIDs = t.Status == "done", []string{}
	return t, json.Unmarshal([]byte(tags), &t.Tags)
}

func moment(text *string) (*time.Time, error) {
	if text == nil {
		return nil, nil
	}
	at, err := time.Parse(time.RFC3339, *text)
	return &at, err
}

func (b *bare) assignees(ctx context.Context, todos []api.Todo) error {
	at := make(map[int64]int, len(todos))
	ids := make([]any, 0, len(todos))
	for i, t := range todos {
		at[t.ID] = i
		ids = append(ids, t.ID)
	}
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(ids)), ", ")
	rows, err := b.db.QueryContext(ctx, `SELECT task_id, user_id FROM task_assignees WHERE task_id IN (`+marks+`) ORDER BY user_id`, ids...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var task int64
		var user string
		if err := rows.Scan(&task, &user); err != nil {
			return err
		}
		todos[at[task]].AssigneeIDs = append(todos[at[task]].AssigneeIDs, user)
	}
	return rows.Err()
}

// The store's statements for GET /api/v1/todos?limit=50 of a member of staff.
const (
	columns = `t.id, t.name, t.description, t.due_date, t.priority, t.status, t.project_id, t.created_at, t.updated_at, t.user_id,
	t.parent_id, t.tags, t.due_time, t.start_date, t.completed_at, t.position, t.recurrence, t.repeat_from, t.reminder_at,
	t.estimate_minutes, t.uid, t.deleted_at, t.deleted_batch`
	key  = `coalesce(t.created_at, '1970-01-01T00:00:00.000Z')`
	seen = `SELECT p.id FROM projects AS p WHERE (p.deleted_at IS NULL) AND (p.owner_id = ? OR p.id IN (SELECT project_id FROM project_managers WHERE user_id = ?) OR p.id IN (SELECT project_id FROM project_members WHERE user_id = ?) OR p.visibility = 'team' OR p.owner_id IS NULL)`
	own  = `tasks AS t WHERE (t.user_id = ?) AND (t.project_id IS NULL OR t.project_id IN (` + seen + `)) AND ((t.deleted_at IS NULL))`
	mine = `task_assignees AS mine JOIN tasks AS t ON t.id = mine.task_id WHERE ((mine.user_id = ?) AND ((t.deleted_at IS NULL))) AND (t.user_id IS NULL OR t.user_id <> ? OR (t.project_id IS NOT NULL AND t.project_id NOT IN (` + seen + `)))`

	listSQL = `SELECT * FROM (SELECT * FROM (SELECT ` + columns + `, ` + key + ` AS sort_key FROM ` + own + ` ORDER BY ` + key + `, t.id LIMIT ?) AS part0
		UNION ALL SELECT * FROM (SELECT ` + columns + `, ` + key + ` AS sort_key FROM ` + mine + ` ORDER BY ` + key + `, t.id LIMIT ?) AS part1) AS merged ORDER BY sort_key, id LIMIT ?`
	countSQL = `SELECT (SELECT count(*) FROM ` + own + `) + (SELECT count(*) FROM ` + mine + `)`
)
