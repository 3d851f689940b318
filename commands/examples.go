package commands

// What commands say beside their flags that say it nowhere else: how they are typed.

// Help is how it is typed.
func (serveCommand) Help() string {
	return "It stops when it is told to (Ctrl-C, SIGTERM): requests under way come to their end first.\n\nExamples:\n  mddash\n  mddash serve --addr 0.0.0.0:8080 --base-url https://dash.example.com --database-url postgres://mddash@db/mddash"
}

// Help is how it is typed.
func (migrateStatusCommand) Help() string {
	return "Examples:\n  mddash migrate status\n  mddash migrate status --json | jq '.[] | select(.applied_at == null)'"
}

// Help is how it is typed.
func (migrateUpCommand) Help() string {
	return "A database that people have things in is backed up first. serve does the same when it starts.\n\nExample: mddash migrate up"
}

// Help is how it is typed.
func (userAddCommand) Help() string {
	return "Examples:\n  mddash user add ben@example.com --name Ben\n  mddash user add ada@example.com --role admin --role staff < password.txt"
}

// Help is how it is typed.
func (userListCommand) Help() string {
	return "Examples:\n  mddash user list\n  mddash user list --json | jq -r '.[] | select(.disabled) | .email'"
}

// Help is how it is typed.
func (userPasswordCommand) Help() string {
	return "Examples:\n  mddash user password ben@example.com\n  mddash user password ben@example.com --stdin < password.txt"
}

// Help is how it is typed.
func (userRoleCommand) Help() string {
	return "Somebody always is admin: the last one stays it.\n\nExample: mddash user role ben@example.com admin staff"
}

// Help is how it is typed.
func (userDisableCommand) Help() string {
	return "Their sessions, tokens and secret addresses end at once, and “mddash user enable” does not bring those back.\n\nExample: mddash user disable ben@example.com"
}

// Help is how it is typed.
func (userEnableCommand) Help() string {
	return "The password is the one that they had.\n\nExample: mddash user enable ben@example.com"
}

// Help is how it is typed.
func (userDeleteCommand) Help() string {
	return "Example: mddash user delete ben@example.com --heir ada@example.com --yes"
}

// Help is how it is typed.
func (tokenCreateCommand) Help() string {
	return "Examples:\n  mddash token create ada@example.com --name backup-script\n  mddash token create ada@example.com --name deploys --scope write --expires 2027-01-31"
}

// Help is how it is typed.
func (importMarkdownCommand) Help() string {
	return "Example: mddash import markdown ./notes --for ada@example.com"
}

// Help is how it is typed.
func (importICSCommand) Help() string {
	return "Example: mddash import ics calendar.ics --for ada@example.com"
}

// Help is how it is typed.
func (demoCommand) Help() string {
	return "Example: mddash demo --database-url sqlite:demo.db"
}

// Help is how it is typed.
func (healthcheckCommand) Help() string {
	return "The exit code is 0 where it is, and 1 where it is not, or where nothing answers.\n\nExample: mddash healthcheck --timeout 2s"
}

// Help is how it is typed.
func (versionCommand) Help() string { return "Example: mddash version" }
