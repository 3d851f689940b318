package store

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"mddash/domain"
)

type inviteRow struct {
	ID              string
	Email           string
	Roles           stringList
	InvitedBy       string
	InviterName     string
	InviterRoles    stringList
	InviterDisabled instant
	CreatedAt       instant
	ExpiresAt       instant
	UsedAt          instant
	UsedBy          string
	UsedByName      string
}

func (r inviteRow) invite() domain.Invite {
	return domain.Invite{
		ID: r.ID, Email: r.Email, Roles: r.Roles, InvitedBy: domain.Person{ID: r.InvitedBy, Name: r.InviterName},
		CreatedAt: r.CreatedAt.Time, ExpiresAt: r.ExpiresAt.Time, UsedAt: r.UsedAt.Time, UsedBy: domain.Person{ID: r.UsedBy, Name: r.UsedByName},
	}
}

// stands tells whether whoever invited could still do so today; who has no account any more could not.
func (r inviteRow) stands() bool {
	return r.InvitedBy != "" && r.InviterDisabled.IsZero() && slices.Contains(r.InviterRoles, domain.RoleAdmin)
}

func (d dialect) selectInvites() string {
	return `SELECT i.id, i.email, i.roles, i.invited_by, ` + d.personName() + ` AS inviter_name, u.roles AS inviter_roles,
	u.disabled_at AS inviter_disabled, i.created_at, i.expires_at, i.used_at, i.used_by, coalesce(nullif(guest.name, ''), guest.email) AS used_by_name
	FROM invites AS i LEFT JOIN users AS u ON u.id = i.invited_by LEFT JOIN users AS guest ON guest.id = i.used_by`
}

// InviteByToken is the invite that a link leads to. NotFound when there is none, it was used, has ended, or whoever made
// it may no longer invite.
func (s *Store) InviteByToken(ctx context.Context, token string) (domain.Invite, error) {
	return s.openInvite(ctx, s.read, token)
}

func (s *Store) openInvite(ctx context.Context, db bun.IDB, token string) (domain.Invite, error) {
	var rows []inviteRow
	err := db.NewRaw(s.dialect.selectInvites()+` WHERE i.hash = ?`, hashSecret(strings.TrimSpace(token))).Scan(ctx, &rows)
	if err != nil {
		return domain.Invite{}, wrap(err, "read an invite")
	}
	if len(rows) == 0 || !rows[0].stands() || !rows[0].invite().Open(s.now()) {
		return domain.Invite{}, noInvite()
	}
	return rows[0].invite(), nil
}

func noInvite() error {
	return domain.Fail(domain.NotFound, "This invite was used or has ended. Ask for a new one.")
}

func useInvite(ctx context.Context, w *work, inviteID, userID string) error {
	if inviteID == "" {
		return nil
	}
	_, err := w.tx.NewRaw(`UPDATE invites SET used_at = ?, used_by = ? WHERE id = ?`, w.at, userID, inviteID).Exec(ctx)
	if err != nil {
		return wrap(err, "use an invite")
	}
	return w.didForAudit(kindInvite, actionUpdate, inviteID, nil, values{"used_by": userID})
}

func (s *Scope) mustBeAdmin() error {
	if !s.user.IsAdmin() {
		return domain.Fail(domain.Denied, "Only an admin can do this.")
	}
	return nil
}

// AddInvite makes an invite, for admins. The code for its link is known only now. Conflict when the address has an
// account.
func (s *Scope) AddInvite(ctx context.Context, in domain.InviteInput) (domain.Invite, string, error) {
	if err := s.mustBeAdmin(); err != nil {
		return domain.Invite{}, "", err
	}
	invite, err := in.Parse()
	if err != nil {
		return domain.Invite{}, "", err
	}
	secret, hash := newSecret("")
	invite.Email = composed(invite.Email)
	invite.ID, invite.InvitedBy = uuid.NewString(), domain.Person{ID: s.user.ID, Name: s.user.DisplayName()}
	err = s.write(ctx, func(ctx context.Context, w *work) error {
		if err := mustBeFree(ctx, w, invite.Email); err != nil {
			return err
		}
		invite.CreatedAt, invite.ExpiresAt = w.at.Time, w.at.Add(domain.InviteLifetime)
		_, err := w.tx.NewRaw(`INSERT INTO invites (id, hash, email, roles, invited_by, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			invite.ID, hash, invite.Email, stringList(invite.Roles), s.user.ID, w.at, instant{invite.ExpiresAt}).Exec(ctx)
		if err != nil {
			return wrap(err, "add an invite")
		}
		return w.didForAudit(kindInvite, actionCreate, invite.ID, nil, values{"email": invite.Email, "roles": invite.Roles})
	})
	if err != nil {
		return domain.Invite{}, "", err
	}
	return invite, secret, nil
}

// Invites are those that can still be taken up, the newest first, for admins.
func (s *Scope) Invites(ctx context.Context) ([]domain.Invite, error) {
	if err := s.mustBeAdmin(); err != nil {
		return nil, err
	}
	var rows []inviteRow
	err := s.store.read.NewRaw(s.store.dialect.selectInvites()+` WHERE i.used_at IS NULL AND i.expires_at > ? ORDER BY i.created_at DESC, i.id LIMIT 500`,
		instant{s.store.now()}).Scan(ctx, &rows)
	if err != nil {
		return nil, wrap(err, "list invites")
	}
	invites := make([]domain.Invite, 0, len(rows))
	for _, row := range rows {
		if row.stands() {
			invites = append(invites, row.invite())
		}
	}
	return invites, nil
}

// RemoveInvite takes an invite back; NotFound when there is none that is open, and for everybody but admins.
func (s *Scope) RemoveInvite(ctx context.Context, id string) error {
	if !s.user.IsAdmin() || !domain.IsText(id) {
		return noInvite()
	}
	return s.write(ctx, func(ctx context.Context, w *work) error {
		var rows []inviteRow
		err := w.tx.NewRaw(`DELETE FROM invites WHERE id = ? AND used_at IS NULL RETURNING email, roles`, id).Scan(ctx, &rows)
		if err != nil {
			return wrap(err, "take an invite back")
		}
		if len(rows) == 0 {
			return noInvite()
		}
		return w.didForAudit(kindInvite, actionDelete, id, values{"email": rows[0].Email, "roles": rows[0].Roles}, nil)
	})
}
