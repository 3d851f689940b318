package domain_test

import (
	"testing"

	"mddash/domain"
)

func TestABudgetThatAnAdoptedFileHasBelowZeroStaysAndHindersNoOtherChange(t *testing.T) {
	odd := int64(-5)
	row := domain.Project{ID: 1, Name: "Old", Status: "planning", Priority: "medium", Currency: "EUR", BillingType: "non_billable", Visibility: "team", Budget: &odd}
	in := row.Input()
	in.Name = "New"
	changed, err := in.Parse(row)
	if err != nil || changed.Name != "New" || *changed.Budget != -5 {
		t.Errorf("got %+v, %v", changed, err)
	}
	worse := int64(-6)
	in.Budget = &worse
	if _, err := in.Parse(row); domain.KindOf(err) != domain.Invalid {
		t.Errorf("another budget below zero: %v", err)
	}
}
