package store

import (
	"context"

	"github.com/uptrace/bun"

	"mddash/domain"
)

// Attachments are the files of something that the caller sees, the oldest first, with those that they could bring back.
func (s *Scope) Attachments(ctx context.Context, on domain.Holder) (domain.Attachments, error) {
	at, err := s.loadHolder(ctx, s.store.read, on)
	if err != nil {
		return domain.Attachments{}, err
	}
	return s.attachmentsOn(ctx, on, at)
}

// attachmentsOn is Attachments of what was already looked at through the Scope.
func (s *Scope) attachmentsOn(ctx context.Context, on domain.Holder, at held) (domain.Attachments, error) {
	list := domain.Attachments{Items: []domain.Attachment{}, Access: at.access}
	rows, err := s.store.attachmentRows(ctx, s.store.read, hangsOn(on).plus(raw(` ORDER BY f.id LIMIT ?`, 2*domain.AttachmentsMax)))
	for _, row := range rows {
		one := row.attachment()
		one.Access = at.over(row, s.user.ID)
		switch {
		case row.DeletedAt.IsZero():
			list.Items = append(list.Items, one)
		case one.Access.CanEdit():
			list.Trashed = append(list.Trashed, one)
		}
	}
	return list, err
}

// Attachment is one file that the caller sees by seeing what it hangs on; in the trash it is NotFound.
func (s *Scope) Attachment(ctx context.Context, id int64) (domain.Attachment, error) {
	row, access, err := s.loadLive(ctx, s.store.read, id)
	one := row.attachment()
	one.Access = access
	return one, err
}

// OpenAttachment is Attachment with the bytes. They are read as they are asked for, as long as ctx lasts.
func (s *Scope) OpenAttachment(ctx context.Context, id int64) (domain.OpenFile, error) {
	row, access, err := s.loadLive(ctx, s.store.read, id)
	if err != nil {
		return domain.OpenFile{}, err
	}
	file := s.store.openFile(ctx, row)
	file.Access = access
	return file, nil
}

// OpenThumb is the smaller picture of an attachment; NotFound where there is none.
func (s *Scope) OpenThumb(ctx context.Context, id int64) (domain.OpenFile, error) {
	row, _, err := s.loadLive(ctx, s.store.read, id)
	if err != nil {
		return domain.OpenFile{}, err
	}
	return s.store.openThumb(ctx, row)
}

// Attach hangs files that Receive took on something, all of them or none.
func (s *Scope) Attach(ctx context.Context, on domain.Holder, files ...*Incoming) ([]domain.Attachment, error) {
	out, err := s.attach(ctx, on, files)
	if isUnique(err) {
		// Somebody else brought the same bytes at the same moment: now they are there.
		out, err = s.attach(ctx, on, files)
	}
	if err == nil {
		for _, file := range files {
			file.blob = 0 // there is nothing to give up any more
		}
	}
	return out, err
}

func (s *Scope) attach(ctx context.Context, on domain.Holder, files []*Incoming) ([]domain.Attachment, error) {
	var out []domain.Attachment
	err := s.write(ctx, func(ctx context.Context, w *work) error {
		out = nil
		at, err := s.mayAttach(ctx, w.tx, on)
		if err != nil {
			return err
		}
		if err := mayHold(ctx, w.tx, on, len(files)); err != nil {
			return err
		}
		for _, file := range files {
			one, err := s.attachOne(ctx, w, on, at, file)
			if err != nil {
				return err
			}
			out = append(out, one)
		}
		return nil
	})
	return out, err
}

// mayHold: what is in the trash counts too, since it can come back.
func mayHold(ctx context.Context, tx bun.IDB, on domain.Holder, more int) error {
	var there int
	query := raw(`SELECT count(*) FROM attachments AS f WHERE `).plus(hangsOn(on))
	if err := tx.NewRaw(query.sql, query.args...).Scan(ctx, &there); err != nil {
		return wrap(err, "count attachments")
	}
	if there+more > domain.AttachmentsMax {
		return domain.Fail(domain.Conflict, "No more files can hang here. Delete some for good first.")
	}
	return nil
}

func (s *Scope) attachOne(ctx context.Context, w *work, on domain.Holder, at held, file *Incoming) (domain.Attachment, error) {
	blob, err := file.settle(ctx, w.tx, w.at)
	if err != nil {
		return domain.Attachment{}, err
	}
	row := attachmentRow{BlobID: blob.ID, Name: file.name, Type: file.kind, UserID: s.user.ID, CreatedAt: w.at}.on(on)
	if _, err := w.tx.NewInsert().Model(&row).ExcludeColumn("id").Returning("id").Exec(ctx); err != nil {
		return domain.Attachment{}, wrap(err, "attach a file")
	}
	row.in = at.projectID
	after, err := row.told()
	if err != nil {
		return domain.Attachment{}, err
	}
	if err := w.did(actionCreate, row.subject(), nil, after); err != nil {
		return domain.Attachment{}, err
	}
	row.SHA256, row.Size, row.Width, row.Height, row.Thumb = blob.SHA256, blob.Size, blob.Width, blob.Height, blob.ThumbType != ""
	row.AuthorName = s.user.DisplayName()
	one := row.attachment()
	one.Access = at.over(row, s.user.ID)
	return one, nil
}
