package store

import "mddash/domain"

// takePages takes in notes that come as files of Markdown.
func (m *intake) takePages() error {
	if m.in.Pages == nil {
		return nil
	}
	notes := newNoteImport(m.Scope, m.how.FileMax)
	notes.told = m.told
	report, err := notes.takeAll(m.ctx, m.in.Pages)
	if err != nil {
		return err
	}
	m.count(m.report.Made, domain.IntakeNotes, report.Notes)
	m.count(m.report.Made, domain.IntakeFiles, report.Files)
	m.count(m.report.Made, domain.IntakeProjects, len(report.Projects))
	m.count(m.report.There, domain.IntakeNotes, len(report.There))
	m.report.Names = append(m.report.Names, report.Projects[:min(len(report.Projects), domain.LeftOutMax)]...)
	for _, one := range report.Skipped {
		if one.Taken {
			m.report.Remark(one.Path, one.Why)
		} else {
			m.report.Leave(one.Path, one.Why)
		}
	}
	return nil
}
