-- Whether somebody has made any event is asked by their dashboard, and took all events of everybody where they have not.
CREATE INDEX events_user ON events (user_id) WHERE deleted_at IS NULL;
