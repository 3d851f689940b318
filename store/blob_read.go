package store

import (
	"bytes"
	"context"
	"errors"
	"io"

	"github.com/uptrace/bun"

	"mddash/domain"
)

func readerOf(b []byte) io.ReadSeeker { return bytes.NewReader(b) }

// blobReader reads a blob, one row at a time. No connection is held between two reads.
type blobReader struct {
	ctx   context.Context
	store *Store
	blob  int64
	size  int64
	at    int64
	piece []byte // of number
	of    int64  // number + 1; 0 for none
}

// Read gives what is left of the row that it is in.
func (r *blobReader) Read(p []byte) (int, error) {
	if r.at >= r.size {
		return 0, io.EOF
	}
	number := r.at / chunkSize
	if r.of != number+1 {
		piece, err := r.store.chunk(r.ctx, r.blob, number)
		if err != nil {
			return 0, err
		}
		if want := min(chunkSize, r.size-number*chunkSize); int64(len(piece)) != want {
			return 0, errors.New("store: a piece of a file is missing")
		}
		r.piece, r.of = piece, number+1
	}
	n := copy(p, r.piece[r.at-number*chunkSize:])
	r.at += int64(n)
	return n, nil
}

// Seek reads nothing.
func (r *blobReader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.at
	case io.SeekEnd:
		offset += r.size
	}
	if offset < 0 {
		return 0, errors.New("store: a place before the beginning of a file")
	}
	r.at = offset
	return offset, nil
}

// chunk is nil where there is no such row.
func (s *Store) chunk(ctx context.Context, blob, number int64) ([]byte, error) {
	var rows []struct{ Bytes []byte }
	err := s.read.NewRaw(`SELECT bytes FROM blob_chunks WHERE blob_id = ? AND number = ?`, blob, number).Scan(ctx, &rows)
	if err != nil || len(rows) == 0 {
		return nil, wrap(err, "read a piece of a file")
	}
	return rows[0].Bytes, nil
}

func (s *Store) openFile(ctx context.Context, row attachmentRow) domain.OpenFile {
	return domain.OpenFile{Attachment: row.attachment(), Tag: row.SHA256, Content: &blobReader{ctx: ctx, store: s, blob: row.BlobID, size: row.Size}}
}

func (s *Store) openThumb(ctx context.Context, row attachmentRow) (domain.OpenFile, error) {
	var rows []blobRow
	err := s.read.NewRaw(`SELECT b.thumb_type, b.thumb FROM blobs AS b WHERE b.id = ? AND b.thumb_type IS NOT NULL`, row.BlobID).Scan(ctx, &rows)
	if err != nil {
		return domain.OpenFile{}, wrap(err, "read a smaller picture")
	}
	if len(rows) == 0 {
		return domain.OpenFile{}, noAttachment()
	}
	one := row.attachment()
	one.Type, one.Size = rows[0].ThumbType, int64(len(rows[0].Thumb))
	return domain.OpenFile{Attachment: one, Tag: row.SHA256 + "-thumb", Content: readerOf(rows[0].Thumb)}, nil
}

// PublicAttachment is a file of the note that a public link leads to, for anybody; it fails as PublicNote does, and is
// NotFound for files of anything else.
func (s *Store) PublicAttachment(ctx context.Context, token, proof string, id int64) (domain.OpenFile, error) {
	row, err := s.publicAttachment(ctx, token, proof, id)
	if err != nil {
		return domain.OpenFile{}, err
	}
	return s.openFile(ctx, row), nil
}

// PublicThumb is the smaller picture of PublicAttachment; NotFound where there is none.
func (s *Store) PublicThumb(ctx context.Context, token, proof string, id int64) (domain.OpenFile, error) {
	row, err := s.publicAttachment(ctx, token, proof, id)
	if err != nil {
		return domain.OpenFile{}, err
	}
	return s.openThumb(ctx, row)
}

func (s *Store) publicAttachment(ctx context.Context, token, proof string, id int64) (attachmentRow, error) {
	note, err := s.PublicNote(ctx, token, proof)
	if err != nil {
		return attachmentRow{}, err
	}
	rows, err := s.attachmentRows(ctx, s.read, raw(`f.id = ? AND f.note_id = ? AND f.deleted_at IS NULL`, id, note.ID))
	if err == nil && len(rows) == 0 {
		err = noAttachment()
	}
	if err != nil {
		return attachmentRow{}, err
	}
	return rows[0], nil
}

// SweepBlobs deletes bytes that no attachment has any more, and those of files that stopped coming, a few at a time; it
// answers how many. Whoever attaches the same bytes at this moment either has attached them before, or finds them gone
// and keeps their own: both happen in transactions of which one sees the other.
func (sys *System) SweepBlobs(ctx context.Context) (int, error) {
	var ids []int64
	err := sys.store.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
		ids = nil
		before := instant{sys.store.now().Add(-abandonedAfter)}
		err := tx.NewRaw(`SELECT b.id FROM blobs AS b WHERE (b.sha256 IS NOT NULL OR b.touched_at < ?)
			AND NOT EXISTS (SELECT 1 FROM attachments AS f WHERE f.blob_id = b.id) ORDER BY b.id LIMIT ?`, before, sweepBatch).Scan(ctx, &ids)
		if err != nil || len(ids) == 0 {
			return err
		}
		_, err = tx.NewRaw(`DELETE FROM blobs WHERE id IN (?)`, bun.List(ids)).Exec(ctx)
		return err
	})
	return len(ids), wrap(err, "sweep what nobody has attached")
}

// sweepBatch is how many files go at once, so that nobody waits long for the writer.
const sweepBatch = 20
