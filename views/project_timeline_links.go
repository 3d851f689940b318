package views

import (
	"slices"
	"strconv"
	"strings"
)

// wire is the line from a bar to one that waits for it, in columns and rows.
type wire struct {
	path  string
	early bool
}

func (g gantt) box() string {
	return "0 0 " + strconv.Itoa(g.days()) + " " + strconv.Itoa(len(g.rows))
}

func (g gantt) wires() []wire {
	var list []wire
	for _, link := range g.Links {
		from, to := g.rowOf(link.Blocker), g.rowOf(link.Blocked)
		if from < 0 || to < 0 {
			continue
		}
		list = append(list, wire{g.path(from, to), g.rows[to].bar.Early()})
	}
	return list
}

func (g gantt) rowOf(id int64) int {
	return slices.IndexFunc(g.rows, func(r ganttRow) bool { return r.bar != nil && r.bar.ID == id })
}

// path goes out of the end of one bar and into the beginning of another, around both where the other does not begin
// far enough behind, and ends in an arrow.
func (g gantt) path(from, to int) string {
	x, y := float64(g.rows[from].bar.end()), float64(from)+.5
	toX, toY := float64(g.rows[to].bar.start-1), float64(to)+.5
	gap := float64(g.days()) / 100
	p := pen{}
	p.to("M", x, y).to("H", x+gap)
	if toX < x+2*gap {
		between := toY - .5
		if to < from {
			between = toY + .5
		}
		p.to("V", between).to("H", toX-gap)
	}
	p.to("V", toY).to("H", toX)
	p.to("M", toX-gap*.7, toY-.12).to("L", toX, toY).to("L", toX-gap*.7, toY+.12)
	return p.String()
}

// end is the day behind the bar, counted from 0; a point is a day long, however long its name is.
func (b ganttBar) end() int {
	if b.Point() {
		return b.start
	}
	return b.start - 1 + b.days
}

type pen struct{ strings.Builder }

func (p *pen) to(step string, numbers ...float64) *pen {
	p.WriteString(step)
	for i, n := range numbers {
		if i > 0 {
			p.WriteByte(' ')
		}
		p.WriteString(strconv.FormatFloat(n, 'f', 2, 64))
	}
	return p
}
