package views

import "mddash/views/ui"

// iconNames are the icons of static/icons.svg, in its order.
func iconNames() []string {
	return []string{
		"home", "todos", "projects", "notes", "calendar", "decisions", "clients", "inbox", "today", "upcoming", "overdue", "clock",
		"done", "check", "minus", "plus", "x", "search", "settings", "more", "down", "right", "left", "updown", "arrow", "enter", "sort",
		"filter", "group", "flag", "tag", "user", "users", "bell", "repeat", "clip", "link", "comment", "subtasks", "pin", "star", "share",
		"history", "eye", "pencil", "trash", "copy", "archive", "board", "list", "timeline", "grid", "table", "sun", "moon", "monitor",
		"key", "shield", "lock", "download", "globe", "mail", "place", "video", "phone", "logout", "keyboard", "info", "warn", "refresh",
		"grip", "bold", "italic", "heading", "code", "quote", "image", "split", "menu", "sidebar", "activity", "database", "budget",
		"feed", "spark", "book", "help", "send", "spinner", "play", "stop",
	}
}

// galleryPeople have names in several scripts.
func galleryPeople() []ui.Person {
	return []ui.Person{{ID: "1", Name: "Maya Lindqvist"}, {ID: "2", Name: "Tom Okafor"}, {ID: "3", Name: "李 小龙"}, {ID: "4", Name: "محمد علي"}, {ID: "5", Name: "ines"}}
}

// galleryHues are all colours, in the order of the wheel.
func galleryHues() []string {
	return []string{"red", "orange", "amber", "lime", "pine", "teal", "blue", "violet", "pink", "gray"}
}
