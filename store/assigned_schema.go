package store

import "strings"

// assignedOpen and assignedDone are what stands with an assignment of a todo under an alias: see migration 0025.
func assignedOpen(alias string) string {
	return strings.ReplaceAll(`CASE WHEN t.deleted_at IS NULL AND t.status <> 'done' THEN coalesce(substr(t.due_date, 1, 10), '`+noDue+`') || coalesce(t.due_time, '99:99') || t.position END`, "t.", alias+".")
}

func assignedDone(alias string) string {
	return strings.ReplaceAll(`CASE WHEN t.deleted_at IS NULL AND t.status = 'done' THEN coalesce(t.completed_at, '`+longAgo+`') END`, "t.", alias+".")
}

// assignedOf are the columns of a todo that both are made of.
const assignedOf = `status, due_date, due_time, position, completed_at, deleted_at`

func sqliteAssigned() string {
	return `CREATE TRIGGER assigned_added AFTER INSERT ON task_assignees BEGIN UPDATE task_assignees SET open_due = (SELECT ` + assignedOpen("t") + ` FROM tasks AS t WHERE t.id = NEW.task_id),
			done_at = (SELECT ` + assignedDone("t") + ` FROM tasks AS t WHERE t.id = NEW.task_id) WHERE task_id = NEW.task_id AND user_id = NEW.user_id; END;
		CREATE TRIGGER assigned_changed AFTER UPDATE OF ` + assignedOf + ` ON tasks BEGIN
			UPDATE task_assignees SET open_due = ` + assignedOpen("NEW") + `, done_at = ` + assignedDone("NEW") + ` WHERE task_id = NEW.id; END;` + "\n"
}

func postgresAssigned() string {
	return `CREATE FUNCTION assigned_added() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			SELECT ` + assignedOpen("t") + `, ` + assignedDone("t") + ` INTO NEW.open_due, NEW.done_at FROM tasks AS t WHERE t.id = NEW.task_id; RETURN NEW; END $$;
		CREATE TRIGGER assigned_added BEFORE INSERT ON task_assignees FOR EACH ROW EXECUTE FUNCTION assigned_added();
		CREATE FUNCTION assigned_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			UPDATE task_assignees SET open_due = ` + assignedOpen("NEW") + `, done_at = ` + assignedDone("NEW") + ` WHERE task_id = NEW.id; RETURN NULL; END $$;
		CREATE TRIGGER assigned_changed AFTER UPDATE OF ` + assignedOf + ` ON tasks FOR EACH ROW EXECUTE FUNCTION assigned_changed();` + "\n"
}

// What also stands with an assignment: see migration 0043. assignedAbout are the columns of a todo that it is made of.
const assignedAbout = `user_id, project_id, due_date`

func assignedWhose(row string) string {
	return `owner_id = ` + row + `.user_id, project_id = ` + row + `.project_id, due_day = substr(` + row + `.due_date, 1, 10)`
}

func sqliteAssignedWhose() string {
	return `CREATE TRIGGER assigned_whose_added AFTER INSERT ON task_assignees BEGIN UPDATE task_assignees SET ` + assignedWhose("t") + `
			FROM tasks AS t WHERE t.id = NEW.task_id AND task_assignees.task_id = NEW.task_id AND task_assignees.user_id = NEW.user_id; END;
		CREATE TRIGGER assigned_whose_changed AFTER UPDATE OF ` + assignedAbout + ` ON tasks BEGIN
			UPDATE task_assignees SET ` + assignedWhose("NEW") + ` WHERE task_id = NEW.id; END;` + "\n"
}

func postgresAssignedWhose() string {
	return `CREATE FUNCTION assigned_whose_added() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			SELECT t.user_id, t.project_id, substr(t.due_date, 1, 10) INTO NEW.owner_id, NEW.project_id, NEW.due_day FROM tasks AS t WHERE t.id = NEW.task_id; RETURN NEW; END $$;
		CREATE TRIGGER assigned_whose_added BEFORE INSERT ON task_assignees FOR EACH ROW EXECUTE FUNCTION assigned_whose_added();
		CREATE FUNCTION assigned_whose_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			UPDATE task_assignees SET ` + assignedWhose("NEW") + ` WHERE task_id = NEW.id; RETURN NULL; END $$;
		CREATE TRIGGER assigned_whose_changed AFTER UPDATE OF ` + assignedAbout + ` ON tasks FOR EACH ROW EXECUTE FUNCTION assigned_whose_changed();` + "\n"
}
