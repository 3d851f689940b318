package visit

import (
	"context"

	"mddash/domain"
)

// Operations are how admins look at the instance that answers them.
type Operations struct {
	Health func(context.Context) domain.Health
	Jobs   func() []domain.Job
	// RunJob has work done at once; false where there is none of this name.
	RunJob func(name string) bool
}

// Health is how the instance does that answers; Denied for who is no admin.
func (v *Visit) Health() (domain.Health, error) {
	if err := v.mustBeAdmin(); err != nil {
		return domain.Health{}, err
	}
	if look := v.doors.settings.Operations.Health; look != nil {
		return look(v.Ctx()), nil
	}
	return domain.Health{}, nil
}

// Jobs are what it does in the background; Denied for who is no admin.
func (v *Visit) Jobs() ([]domain.Job, error) {
	if err := v.mustBeAdmin(); err != nil {
		return nil, err
	}
	if list := v.doors.settings.Operations.Jobs; list != nil {
		return list(), nil
	}
	return nil, nil
}

// RunJob has one of them done at once; NotFound where there is none of this name.
func (v *Visit) RunJob(name string) error {
	if err := v.mustBeAdmin(); err != nil {
		return err
	}
	if run := v.doors.settings.Operations.RunJob; run == nil || !run(name) {
		return domain.Fail(domain.NotFound, "There is no such job.")
	}
	return v.doors.store.System().Audited(v.Ctx(), domain.AuditOperation, "run", v.User.ID, name)
}

func (v *Visit) mustBeAdmin() error {
	if !v.User.IsAdmin() {
		return domain.Fail(domain.Denied, "Only an admin can do this.")
	}
	return nil
}
