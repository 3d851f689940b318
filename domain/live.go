package domain

import (
	"slices"
	"strconv"
	"strings"
)

// NewsAll is the topic of everything: what changed is too much to be named, or not known.
const NewsAll = "*"

// NewsMost is how many topics are named one by one.
const NewsMost = 200

// News is what an open page is told: what of that which its person may see is not any more as pages show it. It never says
// how. Topics are a kind of thing ("todos"), or one thing ("todo:12").
type News struct {
	At     NewsPoint
	Topics []string
	// Own are the topics of what the person did themselves, by the batch that it was done in: whoever did it knows already.
	Own map[string][]string
	// Listeners is how many streams were told something at the same time.
	Listeners int
}

// Add puts the news of another moment to these, and becomes NewsAll where they are too many.
func (n *News) Add(more News) {
	n.At, n.Listeners = more.At, max(n.Listeners, more.Listeners)
	n.Topics = mixed(n.Topics, more.Topics)
	for batch, topics := range more.Own {
		if n.Own == nil {
			n.Own = map[string][]string{}
		}
		n.Own[batch] = mixed(n.Own[batch], topics)
	}
	if len(n.Own) > NewsMost/10 {
		for _, topics := range n.Own {
			n.Topics = mixed(n.Topics, topics)
		}
		n.Own = nil
	}
	if len(n.Topics) > NewsMost {
		n.Topics = []string{NewsAll}
	}
}

// Empty tells whether there is nothing to tell.
func (n News) Empty() bool { return len(n.Topics) == 0 && len(n.Own) == 0 }

func mixed(topics, more []string) []string {
	for _, topic := range more {
		if !slices.Contains(topics, topic) {
			topics = append(topics, topic)
		}
	}
	return topics
}

// NewsPoint is a place in what happens: everything up to it is known. The zero point is nowhere.
type NewsPoint struct{ Log, Live int64 }

// String is the point as browsers keep it.
func (p NewsPoint) String() string {
	return strconv.FormatInt(p.Log, 10) + "-" + strconv.FormatInt(p.Live, 10)
}

// ParseNewsPoint reads what String wrote; ok is false for everything else.
func ParseNewsPoint(text string) (p NewsPoint, ok bool) {
	log, live, found := strings.Cut(text, "-")
	var err, other error
	p.Log, err = strconv.ParseInt(log, 10, 64)
	p.Live, other = strconv.ParseInt(live, 10, 64)
	if !found || err != nil || other != nil || p.Log < 0 || p.Live < 0 || p.String() != text {
		return NewsPoint{}, false
	}
	return p, true
}
