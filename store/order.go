package store

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"mddash/domain"
)

// order is one way to sort rows. A row's place is the pair of an SQL expression's value and the id,
// so that paging is stable however many values are the same.
type order struct {
	name string
	id   string // the column, such as t.id
	key  string // the expression; where there are many rows, the migrations make an index of it
	text string // the same as text that sorts alike
	time bool   // the database compares key with times and nothing else
	desc bool
}

func byText(name, id, key string) order { return order{name: name, id: id, key: key, text: key} }

// byTime sorts by a column; a time that is not known comes first.
func (d dialect) byTime(name, id, column string) order {
	key := `coalesce(` + column + `, '` + longAgo + `')`
	return order{name: name, id: id, key: key, text: d.timeText(key), time: d.strictTimes()}
}

// chosen finds the order that a list is asked for, its name with - before it for descending.
func chosen(orders []order, sort, otherwise string) (order, error) {
	name, desc := strings.CutPrefix(sort, "-")
	if name == "" && !desc {
		name = otherwise
	}
	at := slices.IndexFunc(orders, func(o order) bool { return o.name == name })
	if at < 0 {
		return order{}, domain.Problems{"sort": "It can't be sorted by that."}.Err()
	}
	found := orders[at]
	found.desc = desc
	return found, nil
}

// longAgo stands for a time that is not known.
const longAgo = "1970-01-01T00:00:00.000Z"

func (o order) by() clause {
	dir := ""
	if o.desc {
		dir = " DESC"
	}
	return raw(` ORDER BY ` + o.key + dir + `, ` + o.id + dir)
}

// outer is by for rows that were already selected with their sort_key.
func (o order) outer(d dialect) clause {
	dir := ""
	if o.desc {
		dir = " DESC"
	}
	return raw(` ORDER BY sort_key` + d.bytewise() + dir + `, id` + dir)
}

// place is where a page ended: what a cursor holds.
type place[ID int64 | string] struct {
	Sort string `json:"s"`
	Key  string `json:"k"`
	ID   ID     `json:"i"`
}

// cursor is the place of a row that was selected with its sort_key.
func (o order) cursor(sortKey string, id int64) string { return cursorAt(o, sortKey, id) }

// cursorAt is cursor for rows with ids of any kind.
func cursorAt[ID int64 | string](o order, sortKey string, id ID) string {
	text, _ := json.Marshal(place[ID]{Sort: o.signed(), Key: sortKey, ID: id})
	return base64.RawURLEncoding.EncodeToString(text)
}

func (o order) signed() string {
	if o.desc {
		return "-" + o.name
	}
	return o.name
}

// after is the condition for rows behind a cursor; none for an empty one.
func (o order) after(cursor string) (clause, error) { return behind[int64](o, cursor) }

// behind is after for rows with ids of any kind.
func behind[ID int64 | string](o order, cursor string) (clause, error) {
	if cursor == "" {
		return clause{}, nil
	}
	bad := domain.Problems{"cursor": "This cursor does not belong to this list."}.Err()
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return clause{}, bad
	}
	var at place[ID]
	if json.Unmarshal(text, &at) != nil || at.Sort != o.signed() || !domain.IsText(at.Key+fmt.Sprint(at.ID)) || !o.holds(at.Key) {
		return clause{}, bad
	}
	than := ">"
	if o.desc {
		than = "<"
	}
	behind := raw(`(`+o.key+`, `+o.id+`) `+than+` (?, ?)`, at.Key, at.ID)
	if !strings.Contains(o.key, "(") {
		return behind, nil
	}
	// The first condition is the one that SQLite finds the place by in the index of an expression.
	return and(raw(o.key+` `+than+`= ?`, at.Key), behind), nil
}

// holds tells whether a cursor's key can be of this order: PostgreSQL refuses to compare a time with any other text.
func (o order) holds(key string) bool {
	if !o.time {
		return true
	}
	_, err := time.Parse(storedTime, key)
	return err == nil
}
