package store

import "strings"

// clause is a piece of SQL with the values of its placeholders. Pieces are only ever joined, never formatted, so that
// what a person typed can reach the database as a value alone.
type clause struct {
	sql  string
	args []any
}

func raw(text string, args ...any) clause { return clause{text, args} }

// plus appends pieces as they are.
func (c clause) plus(more ...clause) clause {
	var text strings.Builder
	text.WriteString(c.sql)
	args := append([]any{}, c.args...)
	for _, m := range more {
		text.WriteString(m.sql)
		args = append(args, m.args...)
	}
	return clause{text.String(), args}
}

// and joins conditions, each in parentheses, so that an OR inside one never reaches its neighbours.
func and(conditions ...clause) clause {
	out := clause{}
	for _, c := range conditions {
		if c.sql == "" {
			continue
		}
		if out.sql != "" {
			out.sql += " AND "
		}
		out.sql += "(" + c.sql + ")"
		out.args = append(out.args, c.args...)
	}
	return out
}
