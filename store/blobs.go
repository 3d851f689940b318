package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"
	"time"

	"github.com/uptrace/bun"

	"mddash/domain"
)

const (
	// chunkSize is how many bytes one row holds, and how many of a file are in memory while it comes or goes.
	chunkSize = 256 << 10
	// headSize is how much of a file is looked at to tell what it is.
	headSize = 3072
	// abandonedAfter is how long nothing more of a file has to have come for it to be given up.
	abandonedAfter = time.Hour
)

type blobRow struct {
	bun.BaseModel `bun:"table:blobs,alias:b"`

	ID        int64  `bun:",pk,autoincrement"`
	SHA256    string `bun:"sha256,nullzero"`
	Size      int64
	TouchedAt instant
	Width     int
	Height    int
	ThumbType string `bun:",nullzero"`
	Thumb     []byte `bun:",nullzero"`
}

// blobColumns are all but the smaller picture itself.
const blobColumns = `b.id, b.sha256, b.size, b.touched_at, b.width, b.height, b.thumb_type`

// Incoming is a file whose bytes have come, and that hangs on nothing yet. What is never attached is given up after a
// while, also when the program dies.
type Incoming struct {
	store      *Store
	name, kind string
	sum        hash.Hash
	size       int64
	picture    domain.Picture
	// only is the whole of a file that fits into one row: it is written when it is attached. Others are in the rows of a
	// blob without a sum by then.
	only []byte
	blob int64
}

// Size in bytes, and Sum, the SHA-256 of them.
func (in *Incoming) Size() int64 { return in.size }

// Sum is the SHA-256 of the bytes, in hexadecimal.
func (in *Incoming) Sum() string { return hex.EncodeToString(in.sum.Sum(nil)) }

// Name that it will have.
func (in *Incoming) Name() string { return in.name }

// Receive takes the bytes of a file that is to hang on something, piece by piece, so that neither memory nor the
// writer is kept busy by how long they take. More than limit is TooLarge. Only Attach makes it a file that anybody sees.
func (s *Scope) Receive(ctx context.Context, on domain.Holder, name string, bytes io.Reader, limit int64) (*Incoming, error) {
	if _, err := s.mayAttach(ctx, s.store.read, on); err != nil {
		return nil, err
	}
	in := &Incoming{store: s.store, name: domain.FileName(name), sum: sha256.New()}
	err := in.take(ctx, bytes, limit)
	if err == nil {
		err = in.look(ctx)
	}
	if err != nil {
		s.Discard(context.WithoutCancel(ctx), in)
		return nil, err
	}
	return in, nil
}

// Discard gives up files that will not be attached. What that fails at the clean-up does later.
func (s *Scope) Discard(ctx context.Context, files ...*Incoming) {
	for _, in := range files {
		if in.blob == 0 {
			continue
		}
		err := s.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
			_, err := tx.NewRaw(`DELETE FROM blobs WHERE id = ? AND sha256 IS NULL`, in.blob).Exec(ctx)
			return err
		})
		if err != nil {
			s.store.log.WarnContext(ctx, "a file that nobody wants stays until the next clean-up", "error", err)
		}
		in.blob = 0
	}
}

// take reads to the end. A file of one piece stays in memory.
func (in *Incoming) take(ctx context.Context, from io.Reader, limit int64) error {
	piece := make([]byte, chunkSize)
	for number := 0; ; number++ {
		n, ended, err := fill(from, piece)
		if err != nil {
			return err
		}
		in.size += int64(n)
		if in.size > limit {
			return domain.Fail(domain.TooLarge, "“"+in.name+"” is bigger than "+domain.SizeText(limit)+", the most that a file may have.")
		}
		in.sum.Write(piece[:n])
		if number == 0 {
			in.kind = domain.FileType(piece[:min(n, headSize)], in.name)
		}
		if number == 0 && ended {
			in.only = piece[:n:n]
			return nil
		}
		if n > 0 {
			if err := in.stage(ctx, number, piece[:n]); err != nil {
				return err
			}
		}
		if ended {
			return nil
		}
	}
}

// fill reads until the piece is full or the bytes are over. Unlike io.ReadFull it tells an end from a break.
func fill(from io.Reader, piece []byte) (n int, ended bool, err error) {
	for n < len(piece) {
		read, err := from.Read(piece[n:])
		n += read
		if err == io.EOF {
			return n, true, nil
		}
		if err != nil {
			return n, false, err
		}
	}
	return n, false, nil
}

// stage writes one piece in a transaction of its own.
func (in *Incoming) stage(ctx context.Context, number int, piece []byte) error {
	var blob int64
	err := in.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		at := instant{in.store.now()}
		blob = in.blob
		if blob == 0 {
			row := blobRow{TouchedAt: at}
			if _, err := tx.NewInsert().Model(&row).ExcludeColumn("id").Returning("id").Exec(ctx); err != nil {
				return err
			}
			blob = row.ID
		} else if err := touch(ctx, tx, blob, at); err != nil {
			return err
		}
		return addChunk(ctx, tx, blob, number, piece)
	})
	if err == nil {
		in.blob = blob
	}
	return wrap(err, "take a piece of a file")
}

// touch tells that more of a blob has come. One that was given up meanwhile is gone.
func touch(ctx context.Context, tx bun.Tx, blob int64, at instant) error {
	result, err := tx.NewRaw(`UPDATE blobs SET touched_at = ? WHERE id = ? AND sha256 IS NULL`, at, blob).Exec(ctx)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return tookTooLong()
	}
	return nil
}

func tookTooLong() error {
	return domain.Fail(domain.Unavailable, "The file took too long to come. Try again.")
}

func addChunk(ctx context.Context, tx bun.Tx, blob int64, number int, piece []byte) error {
	_, err := tx.NewRaw(`INSERT INTO blob_chunks (blob_id, number, bytes) VALUES (?, ?, ?)`, blob, number, piece).Exec(ctx)
	return err
}

// look finds out what a picture is, unless the same was looked at before.
func (in *Incoming) look(ctx context.Context) error {
	if in.store.pictures == nil || !(domain.Attachment{Width: 1, Type: in.kind}).Image() {
		return nil
	}
	known, err := in.find(ctx, in.store.read)
	if err == nil && known.ID == 0 {
		in.picture = in.store.pictures(ctx, in.content(ctx))
	}
	return err
}

func (in *Incoming) content(ctx context.Context) io.ReadSeeker {
	if in.blob == 0 {
		return readerOf(in.only)
	}
	return &blobReader{ctx: ctx, store: in.store, blob: in.blob, size: in.size}
}

// find looks for a blob with the same bytes; the zero one where there is none.
func (in *Incoming) find(ctx context.Context, db bun.IDB) (blobRow, error) {
	var rows []blobRow
	err := db.NewRaw(`SELECT `+blobColumns+` FROM blobs AS b WHERE b.sha256 = ?`, in.Sum()).Scan(ctx, &rows)
	if err != nil || len(rows) == 0 {
		return blobRow{}, wrap(err, "look for the same file")
	}
	return rows[0], nil
}

// settle makes the bytes those of a blob that stays: one that has the same already, or their own.
func (in *Incoming) settle(ctx context.Context, tx bun.Tx, at instant) (blobRow, error) {
	row, err := in.find(ctx, tx)
	if err != nil {
		return row, err
	}
	if row.ID != 0 {
		_, err := tx.NewRaw(`DELETE FROM blobs WHERE id = ? AND sha256 IS NULL`, in.blob).Exec(ctx)
		return row, wrap(err, "drop what is there already")
	}
	row = blobRow{
		ID: in.blob, SHA256: in.Sum(), Size: in.size, TouchedAt: at, Width: in.picture.Width, Height: in.picture.Height,
		ThumbType: in.picture.ThumbType, Thumb: in.picture.Thumb,
	}
	if in.blob == 0 {
		return row, wrap(in.insert(ctx, tx, &row), "keep a file")
	}
	result, err := tx.NewUpdate().Model(&row).WherePK().Where(`sha256 IS NULL`).Exec(ctx)
	if err != nil {
		return row, wrap(err, "keep a file")
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return row, tookTooLong()
	}
	return row, nil
}

func (in *Incoming) insert(ctx context.Context, tx bun.Tx, row *blobRow) error {
	if _, err := tx.NewInsert().Model(row).ExcludeColumn("id").Returning("id").Exec(ctx); err != nil || len(in.only) == 0 {
		return err
	}
	return addChunk(ctx, tx, row.ID, 0, in.only)
}
