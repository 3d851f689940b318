package store

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"mddash/domain"
)

// Who may make an account after the first one.
const (
	RegisterOpen   = "open"
	RegisterInvite = "invite"
	RegisterClosed = "closed"
)

// failureFloor is how long a wrong sign-in takes at least, so that its duration does not tell whether there is such an
// account, nor which kind of hash it has.
const failureFloor = 300 * time.Millisecond

// SignUp makes an account. The first one ever becomes admin and staff, whatever the mode. Invalid where the input is;
// Denied where registration is not open to them; Conflict when the address has an account.
func (s *Store) SignUp(ctx context.Context, in domain.SignUpInput, mode string) (domain.User, error) {
	user, err := in.Parse()
	if err != nil {
		return domain.User{}, err
	}
	user.ID, user.Email = uuid.NewString(), composed(user.Email)
	// Asked once more below; here it saves strangers from making us hash.
	if _, err := s.admit(ctx, s.read, &user, in.Invite, mode); err != nil {
		return domain.User{}, err
	}
	hash, err := s.passwords.hash(ctx, in.Password)
	if err != nil {
		return domain.User{}, err
	}
	joined := user
	err = s.As(user).write(ctx, func(ctx context.Context, w *work) error {
		joined = user
		inviteID, err := s.admit(ctx, w.tx, &joined, in.Invite, mode)
		if err != nil {
			return err
		}
		if err := insertUser(ctx, w, &joined, hash); err != nil {
			return err
		}
		return useInvite(ctx, w, inviteID, joined.ID)
	})
	if err != nil {
		return domain.User{}, err
	}
	row, err := userByID(ctx, s.read, joined.ID)
	return row.user(), err
}

// admit decides whether somebody may make an account, and as what. The id is of the invite that it takes, if any.
func (s *Store) admit(ctx context.Context, db bun.IDB, user *domain.User, token, mode string) (inviteID string, err error) {
	first, err := isFirst(ctx, db)
	switch {
	case err != nil:
		return "", err
	case first:
		user.Roles = []string{domain.RoleAdmin, domain.RoleStaff}
		return "", nil
	case mode != RegisterOpen && mode != RegisterInvite:
		return "", domain.Fail(domain.Denied, "New accounts are not open here. Ask the admin.")
	case strings.TrimSpace(token) != "":
		return s.admitInvited(ctx, db, user, token)
	case mode == RegisterInvite:
		return "", domain.Fail(domain.Denied, "You need an invite to make an account here. Ask the admin for one.")
	}
	user.Roles = []string{domain.RoleStaff}
	return "", nil
}

func (s *Store) admitInvited(ctx context.Context, db bun.IDB, user *domain.User, token string) (string, error) {
	invite, err := s.openInvite(ctx, db, token)
	if domain.KindOf(err) == domain.NotFound {
		return "", domain.Fail(domain.Denied, "This invite was used or has ended. Ask for a new one.")
	}
	if err != nil {
		return "", err
	}
	// Both are in lower case; folding more than that would take two different addresses for one.
	if invite.Email != "" && invite.Email != user.Email {
		return "", domain.Problems{"email": "This invite is for another address."}.Err()
	}
	// An invite for nobody in particular says nothing about whose address was typed.
	user.Roles, user.Verified = invite.Roles, invite.Email != ""
	return invite.ID, nil
}

func isFirst(ctx context.Context, db bun.IDB) (bool, error) {
	var ids []string
	err := db.NewRaw(`SELECT id FROM users LIMIT 1`).Scan(ctx, &ids)
	return len(ids) == 0, wrap(err, "look for accounts")
}

// SignIn tells who an address and a password belong to, with the code of their second step where they have one, and stores the
// password anew where its hash is outdated. It fails as SignInHalf and SecondStep do; Unauthorized with the type CodeNeeded when the
// pair is right and the code is missing.
func (s *Store) SignIn(ctx context.Context, in domain.SignInInput, address string) (domain.Proof, error) {
	half, err := s.SignInHalf(ctx, in, address)
	switch {
	case err != nil:
		return domain.Proof{}, err
	case !half.NeedsCode():
		return domain.Proof{User: half.User}, nil
	case strings.TrimSpace(in.TOTP) == "":
		return domain.Proof{}, codeNeeded()
	}
	return s.SecondStep(ctx, half, in.TOTP, address)
}

// SignInHalf is the first step of SignIn, which looks at no code: whoever needs one is not in before SecondStep.
// Unauthorized, with one message and after the same time, when address and password don't belong together, there is no such account
// or it is disabled; TooMany after too many wrong tries against the account or from the network address, which may be "".
func (s *Store) SignInHalf(ctx context.Context, in domain.SignInInput, address string) (domain.HalfProof, error) {
	in, err := in.Parse()
	if err != nil {
		return domain.HalfProof{}, err
	}
	floor := time.NewTimer(s.floor)
	defer floor.Stop()
	half, err := s.signIn(ctx, in, address)
	if domain.KindOf(err) == domain.Unauthorized {
		select {
		case <-floor.C:
		case <-ctx.Done():
		}
	}
	return half, err
}

func (s *Store) signIn(ctx context.Context, in domain.SignInInput, address string) (domain.HalfProof, error) {
	account, limits := limitAccount(strings.ToLower(in.Email)), addressLimits(address)
	limits = append(limits, account)
	if err := s.countTry(ctx, limits...); err != nil {
		return domain.HalfProof{}, err
	}
	row, outdated, err := s.prove(ctx, in.Email, in.Password)
	if err != nil {
		// Nobody looked whether it was right, so it does not count.
		return domain.HalfProof{}, errors.Join(err, s.takeBack(ctx, limits...))
	}
	if row.ID == "" || row.disabled() {
		s.auditRefusal(ctx, in.Email, address)
		return domain.HalfProof{}, wrongPair()
	}
	if err := errors.Join(s.takeBack(ctx, limits...), s.forgive(ctx, account)); err != nil {
		return domain.HalfProof{}, err
	}
	if outdated {
		s.rehash(ctx, row, in.Password)
	}
	factor, err := twoFactorOf(ctx, s.read, row.ID)
	return domain.HalfProof{User: row.user(), TwoFactorSince: factor.ConfirmedAt.Time}, err
}

func addressLimits(address string) []limit {
	if address == "" {
		return nil
	}
	return []limit{limitAddress(address)}
}

// prove finds the account that a password opens, the zero row when it opens none. Where nobody has the address it
// takes as long as a wrong password.
func (s *Store) prove(ctx context.Context, email, password string) (userRow, bool, error) {
	rows, err := usersByEmail(ctx, s.read, email)
	if err != nil {
		return userRow{}, false, err
	}
	if len(rows) == 0 {
		rows = []userRow{{}}
	}
	for _, row := range rows {
		right, outdated, err := s.passwords.verify(ctx, password, row.Password)
		if err != nil {
			return userRow{}, false, err
		}
		if right {
			return row, outdated, nil
		}
	}
	return userRow{}, false, nil
}

// rehash stores a password in today's way. That it can't be keeps nobody out.
func (s *Store) rehash(ctx context.Context, row userRow, password string) {
	hash, err := s.passwords.hash(ctx, password)
	if err == nil {
		err = s.inTx(ctx, func(ctx context.Context, tx bun.Tx) error {
			_, err := tx.NewRaw(`UPDATE users SET password = ? WHERE id = ? AND password = ?`, hash, row.ID, row.Password).Exec(ctx)
			return err
		})
	}
	if err != nil {
		s.log.WarnContext(ctx, "could not store a password in today's way", "user", row.ID, "error", err)
	}
}
