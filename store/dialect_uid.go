package store

// A new name for what has none.
const (
	sqliteUID   = "lower(hex(randomblob(16)))"
	postgresUID = "replace(gen_random_uuid()::text, '-', '')"
)

func sqliteUIDTrigger(table string) string {
	return "CREATE TRIGGER " + table + "_uid AFTER INSERT ON " + table + " WHEN NEW.uid IS NULL BEGIN " +
		"UPDATE " + table + " SET uid = " + sqliteUID + " WHERE id = NEW.id; END;"
}

func postgresUIDTrigger(table string) string {
	return "CREATE FUNCTION " + table + "_uid() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.uid := " + postgresUID + "; RETURN NEW; END $$;\n" +
		"CREATE TRIGGER " + table + "_uid BEFORE INSERT ON " + table + " FOR EACH ROW WHEN (NEW.uid IS NULL) EXECUTE FUNCTION " + table + "_uid();"
}
