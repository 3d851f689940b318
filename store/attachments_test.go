package store_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"sync"
	"testing"
	"time"

	"mddash/domain"
)

// attach hangs a file on something.
func (c cast) attach(who string, on domain.Holder, name string, content []byte) domain.Attachment {
	c.t.Helper()
	file, err := c.tryAttach(who, on, name, content)
	if err != nil {
		c.t.Fatalf("%s attaches %q: %v", who, name, err)
	}
	return file
}

func (c cast) tryAttach(who string, on domain.Holder, name string, content []byte) (domain.Attachment, error) {
	scope := c.as(who)
	in, err := scope.Receive(context.Background(), on, name, bytes.NewReader(content), 10<<20)
	if err != nil {
		return domain.Attachment{}, err
	}
	files, err := scope.Attach(context.Background(), on, in)
	if err != nil {
		return domain.Attachment{}, err
	}
	return files[0], nil
}

func (c cast) content(who string, id int64) []byte {
	c.t.Helper()
	file, err := c.as(who).OpenAttachment(c.t.Context(), id)
	if err != nil {
		c.t.Fatalf("%s opens file %d: %v", who, id, err)
	}
	text, err := io.ReadAll(file.Content)
	if err != nil {
		c.t.Fatal(err)
	}
	return text
}

func (c cast) count(query string, args ...any) int {
	c.t.Helper()
	var n int
	if err := c.store.Read().NewRaw(query, args...).Scan(c.t.Context(), &n); err != nil {
		c.t.Fatal(err)
	}
	return n
}

// noise is bytes that differ from place to place.
func noise(size int, seed byte) []byte {
	out := make([]byte, 0, size+sha256.Size)
	for sum := sha256.Sum256([]byte{seed}); len(out) < size; sum = sha256.Sum256(sum[:]) {
		out = append(out, sum[:]...)
	}
	return out[:size]
}

func TestAFileComesBackByteForByteWhateverItsSize(t *testing.T) {
	eachCast(t, func(c cast) {
		todo := c.add("ann", domain.TodoInput{Title: "x"})
		on := domain.Holder{Kind: domain.OnTodo, ID: todo.ID}
		const chunk = 256 << 10
		for _, size := range []int{0, 1, chunk - 1, chunk, chunk + 1, 2 * chunk, 3*chunk + 7} {
			content := noise(size, 1)
			file := c.attach("ann", on, "noise.bin", content)
			if got := c.content("ann", file.ID); !bytes.Equal(got, content) {
				t.Errorf("%d bytes come back as %d others", size, len(got))
			}
			if sum := sha256.Sum256(content); file.Size != int64(size) || file.SHA256 != hex.EncodeToString(sum[:]) {
				t.Errorf("%d bytes are told to be %+v", size, file)
			}
		}
		open, err := c.as("ann").OpenAttachment(t.Context(), c.attach("ann", on, "n", noise(2*chunk+100, 1)).ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range []int64{chunk - 3, 2*chunk + 90, 0} {
			piece := make([]byte, 8)
			if _, err := open.Content.Seek(at, io.SeekStart); err != nil {
				t.Fatal(err)
			}
			if _, err := io.ReadFull(open.Content, piece); err != nil || !bytes.Equal(piece, noise(2*chunk+100, 1)[at:at+8]) {
				t.Errorf("at %d: %v, %v", at, piece, err)
			}
		}
	})
}

func TestWhoSeesAttachesAndRemovesFiles(t *testing.T) {
	const sees, attaches, removes = 1, 2, 3
	eachCast(t, func(c cast) {
		ctx := t.Context()
		personal := c.add("ann", domain.TodoInput{Title: "own", AssigneeIDs: []string{"ben"}})
		task := c.add("ann", domain.TodoInput{Title: "in website", ProjectID: ptr(website)})
		shared := c.addNote("ann", domain.NoteInput{Title: "shared"})
		if _, err := c.as("ann").ShareNote(ctx, shared.ID, domain.ShareInput{Email: "ben@example.org", Permission: "view"}); err != nil {
			t.Fatal(err)
		}
		c.exec(`INSERT INTO note_shares (note_id, user_id, email, permission) VALUES (?, 'zoe', 'zoe@example.org', 'edit')`, shared.ID)
		c.exec(`UPDATE note_shares SET user_id = 'ben' WHERE email = 'ben@example.org'`)
		for _, row := range []struct {
			what string
			on   domain.Holder
			can  map[string]int
		}{
			{"a personal todo", domain.Holder{Kind: domain.OnTodo, ID: personal.ID}, map[string]int{"ann": removes, "ben": attaches}},
			{"a task", domain.Holder{Kind: domain.OnTodo, ID: task.ID}, map[string]int{"ann": removes, "ben": removes, "cleo": sees}},
			{"a note", domain.Holder{Kind: domain.OnNote, ID: shared.ID}, map[string]int{"ann": removes, "ben": sees, "zoe": removes}},
			{"a project", domain.Holder{Kind: domain.OnProject, ID: website}, map[string]int{"ann": removes, "ben": attaches, "cleo": sees}},
			{"a team's project", domain.Holder{Kind: domain.OnProject, ID: studio}, map[string]int{"dora": removes, "ann": sees, "ben": sees, "zoe": sees}},
		} {
			owner := "ann"
			if row.on.ID == studio && row.on.Kind == domain.OnProject {
				owner = "dora"
			}
			for _, who := range []string{"ann", "ben", "cleo", "dora", "zoe"} {
				kind := func(needs int) domain.Kind { return refusalBelow(row.can[who], needs) }
				file := c.attach(owner, row.on, "plan.txt", []byte("plan"))
				_, err := c.as(who).Attachment(ctx, file.ID)
				c.want(row.what+": "+who+" looks at a file", err, kind(sees))
				_, err = c.as(who).OpenAttachment(ctx, file.ID)
				c.want(row.what+": "+who+" opens it", err, kind(sees))
				_, err = c.as(who).Attachments(ctx, row.on)
				c.want(row.what+": "+who+" lists them", err, kind(sees))
				own, err := c.tryAttach(who, row.on, "mine.txt", []byte("mine"))
				c.want(row.what+": "+who+" attaches one", err, kind(attaches))
				if err == nil {
					_, err = c.as(who).DeleteAttachment(ctx, own.ID, "")
					c.want(row.what+": "+who+" deletes their own", err, 0)
				}
				_, err = c.as(who).DeleteAttachment(ctx, file.ID, "")
				want := kind(removes)
				if who == owner {
					want = 0
				}
				c.want(row.what+": "+who+" deletes another's", err, want)
				if err == nil {
					_, err = c.as(who).RestoreAttachment(ctx, file.ID)
					c.want(row.what+": "+who+" restores it", err, 0)
				}
			}
		}
		_, err := c.tryAttach("ann", domain.Holder{Kind: "user", ID: 1}, "x", nil)
		c.want("what no file can hang on", err, domain.NotFound)
	})
}

// refusalBelow is how somebody is refused who may do so much, where something needs more: 0 for nothing at all.
func refusalBelow(level, needs int) domain.Kind {
	switch {
	case level == 0:
		return domain.NotFound
	case level < needs:
		return domain.Denied
	}
	return 0
}

func TestTheSameBytesAreKeptOnce(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		first := c.addNote("ann", domain.NoteInput{Title: "a"})
		second := c.addNote("zoe", domain.NoteInput{Title: "b"})
		content := noise(600<<10, 3)
		a := c.attach("ann", domain.Holder{Kind: domain.OnNote, ID: first.ID}, "a.bin", content)
		b := c.attach("zoe", domain.Holder{Kind: domain.OnNote, ID: second.ID}, "b.bin", content)
		if n := c.count(`SELECT count(*) FROM blobs`); n != 1 {
			t.Errorf("%d blobs", n)
		}
		if n := c.count(`SELECT count(*) FROM blob_chunks`); n != 3 {
			t.Errorf("%d chunks", n)
		}
		_, err := c.as("zoe").Attachment(ctx, a.ID)
		c.want("who has the same bytes looks at another's file", err, domain.NotFound)
		for _, one := range []struct {
			who string
			id  int64
		}{{"ann", a.ID}, {"zoe", b.ID}} {
			if _, err := c.as(one.who).DeleteAttachment(ctx, one.id, ""); err != nil {
				t.Fatal(err)
			}
			c.sweep()
			if n := c.count(`SELECT count(*) FROM blobs`); n != 1 {
				t.Fatal("bytes went with a file that is in the trash")
			}
			if _, err := c.as(one.who).PurgeAttachment(ctx, one.id); err != nil {
				t.Fatal(err)
			}
			c.sweep()
			if one.who == "ann" && !bytes.Equal(c.content("zoe", b.ID), content) {
				t.Error("one went with the other")
			}
		}
		if blobs, chunks := c.count(`SELECT count(*) FROM blobs`), c.count(`SELECT count(*) FROM blob_chunks`); blobs != 0 || chunks != 0 {
			t.Errorf("%d blobs and %d chunks are left", blobs, chunks)
		}
	})
}

func (c cast) sweep() {
	c.t.Helper()
	for {
		n, err := c.store.System().SweepBlobs(c.t.Context())
		if err != nil {
			c.t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}

// breaks gives some bytes and then an error.
type breaks struct{ left int }

var errTorn = errors.New("the line went dead")

func (b *breaks) Read(p []byte) (int, error) {
	if b.left == 0 {
		return 0, errTorn
	}
	n := min(len(p), b.left)
	b.left -= n
	return n, nil
}

func TestWhatNeverCameToItsEndLeavesNothing(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		on := domain.Holder{Kind: domain.OnProject, ID: website}
		for _, size := range []int{10, 700 << 10} {
			if _, err := c.as("ann").Receive(ctx, on, "x", &breaks{size}, 1<<20); !errors.Is(err, errTorn) {
				t.Errorf("after %d bytes: %v", size, err)
			}
		}
		_, err := c.as("ann").Receive(ctx, on, "x", bytes.NewReader(noise(900<<10, 1)), 800<<10)
		c.want("too many bytes", err, domain.TooLarge)
		if n := c.count(`SELECT count(*) FROM blobs`) + c.count(`SELECT count(*) FROM blob_chunks`); n != 0 {
			t.Errorf("%d rows are left", n)
		}
		// The program died between two pieces, or before it was attached.
		in, err := c.as("ann").Receive(ctx, on, "x", bytes.NewReader(noise(900<<10, 1)), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		c.sweep()
		if n := c.count(`SELECT count(*) FROM blobs`); n != 1 {
			t.Fatal("the clean-up took what may still be coming")
		}
		c.clock.Advance(2 * time.Hour)
		c.sweep()
		if n := c.count(`SELECT count(*) FROM blobs`) + c.count(`SELECT count(*) FROM blob_chunks`); n != 0 {
			t.Errorf("%d rows of what was given up are left", n)
		}
		_, err = c.as("ann").Attach(ctx, on, in)
		c.want("attaching what was given up", err, domain.Unavailable)
	})
}

func TestManyBringTheSameBytesWhileTheCleanUpRuns(t *testing.T) {
	eachCast(t, func(c cast) {
		ctx := t.Context()
		on := domain.Holder{Kind: domain.OnProject, ID: website}
		for round := range 4 {
			content := noise(300<<10, byte(round))
			gone := c.attach("ann", on, "old", content)
			if _, err := c.as("ann").DeleteAttachment(ctx, gone.ID, ""); err != nil {
				t.Fatal(err)
			}
			if _, err := c.as("ann").PurgeAttachment(ctx, gone.ID); err != nil {
				t.Fatal(err)
			}
			var working sync.WaitGroup
			for i := range 4 {
				working.Go(func() {
					if _, err := c.tryAttach([]string{"ann", "ben"}[i%2], on, fmt.Sprint("new ", i), content); err != nil {
						t.Error(err)
					}
				})
			}
			working.Go(func() {
				for range 5 {
					if _, err := c.store.System().SweepBlobs(ctx); err != nil {
						t.Error(err)
					}
				}
			})
			working.Wait()
			c.sweep()
			list, err := c.as("ann").Attachments(ctx, on)
			if err != nil || len(list.Items) != 4*(round+1) {
				t.Fatalf("%d files, %v", len(list.Items), err)
			}
			for _, file := range list.Items[4*round:] {
				if !bytes.Equal(c.content("ann", file.ID), content) {
					t.Fatal("bytes are gone")
				}
			}
		}
		if n := c.count(`SELECT count(*) FROM blobs`); n != 4 {
			t.Errorf("%d blobs", n)
		}
	})
}
