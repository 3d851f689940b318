package markdown

import (
	"container/list"
	"crypto/sha256"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"mddash/domain"
)

const (
	// keptMost is how much HTML is kept, in bytes; what was not asked for the longest goes first.
	keptMost = 8 << 20
	// keptOne is how much of it one text may take.
	keptOne = 1 << 20
)

// kept is HTML by everything that it was made from: a reader gets what another one's rendering left only where theirs
// would be the same.
type kept struct {
	mu    sync.Mutex
	size  int
	by    map[keptKey]*list.Element
	order *list.List // the last asked for in front
}

type (
	keptKey  [sha256.Size]byte
	keptItem struct {
		key  keptKey
		html string
	}
)

func newKept() *kept { return &kept{by: map[keptKey]*list.Element{}, order: list.New()} }

func (k *kept) get(key keptKey) (html string, found bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	at, found := k.by[key]
	if !found {
		return "", false
	}
	k.order.MoveToFront(at)
	return at.Value.(keptItem).html, true
}

func (k *kept) put(key keptKey, html string) {
	if len(html) > keptOne {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, there := k.by[key]; there {
		return
	}
	k.by[key] = k.order.PushFront(keptItem{key, html})
	for k.size += keptCost(html); k.size > keptMost; {
		last := k.order.Remove(k.order.Back()).(keptItem)
		delete(k.by, last.key)
		k.size -= keptCost(last.html)
	}
}

// keptCost counts what an entry takes beside its HTML.
func keptCost(html string) int { return len(html) + 200 }

// key is made of all that a text's HTML is made from, maps in order, each piece with its length before it.
func (l Links) key(text string) keptKey {
	sum := sha256.New()
	add := func(pieces ...string) {
		for _, piece := range pieces {
			_, _ = io.WriteString(sum, strconv.Itoa(len(piece))+":"+piece)
		}
	}
	link := func(to Link) { add(to.Href, to.Title, strconv.FormatBool(to.Done)) }
	add(text, l.Base, l.Origin, l.Files, l.NewNote, l.Tags, strconv.FormatBool(l.Ticks))
	for _, links := range []map[string]Link{l.References, l.Notes} {
		add(strconv.Itoa(len(links)))
		for _, name := range slices.Sorted(maps.Keys(links)) {
			add(name)
			link(links[name])
		}
	}
	places := slices.SortedFunc(maps.Keys(l.Places), func(a, b domain.Place) int { return strings.Compare(a.Kind+"/"+a.ID, b.Kind+"/"+b.ID) })
	add(strconv.Itoa(len(places)))
	for _, place := range places {
		add(place.Kind, place.ID)
		link(l.Places[place])
	}
	add(l.People.Names()...)
	return keptKey(sum.Sum(nil))
}
