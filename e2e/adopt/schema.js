// The tables of md_dash, written for Drizzle after its plan: what an existing installation has in its file.
import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const users = sqliteTable("users", {
  id: text("id").primaryKey().$defaultFn(() => crypto.randomUUID()),
  name: text("name"),
  email: text("email").notNull().unique(),
  emailVerified: integer("emailVerified", { mode: "timestamp_ms" }),
  image: text("image"),
  password: text("password"),
  roles: text("roles", { mode: "json" }).default(["staff"]),
  full_name: text("full_name"),
  avatar_url: text("avatar_url"),
  created_at: text("created_at"),
});

// account, session, verificationToken and authenticator are what Auth.js documents for its Drizzle adapter.
export const accounts = sqliteTable("account", {
  userId: text("userId").notNull().references(() => users.id, { onDelete: "cascade" }),
  type: text("type").notNull(),
  provider: text("provider").notNull(),
  providerAccountId: text("providerAccountId").notNull(),
  refresh_token: text("refresh_token"),
  access_token: text("access_token"),
  expires_at: integer("expires_at"),
  token_type: text("token_type"),
  scope: text("scope"),
  id_token: text("id_token"),
  session_state: text("session_state"),
}, (t) => [primaryKey({ columns: [t.provider, t.providerAccountId] })]);

export const sessions = sqliteTable("session", {
  sessionToken: text("sessionToken").primaryKey(),
  userId: text("userId").notNull().references(() => users.id, { onDelete: "cascade" }),
  expires: integer("expires", { mode: "timestamp_ms" }).notNull(),
});

export const verificationTokens = sqliteTable("verificationToken", {
  identifier: text("identifier").notNull(),
  token: text("token").notNull(),
  expires: integer("expires", { mode: "timestamp_ms" }).notNull(),
}, (t) => [primaryKey({ columns: [t.identifier, t.token] })]);

export const authenticators = sqliteTable("authenticator", {
  credentialID: text("credentialID").notNull().unique(),
  userId: text("userId").notNull().references(() => users.id, { onDelete: "cascade" }),
  providerAccountId: text("providerAccountId").notNull(),
  credentialPublicKey: text("credentialPublicKey").notNull(),
  counter: integer("counter").notNull(),
  credentialDeviceType: text("credentialDeviceType").notNull(),
  credentialBackedUp: integer("credentialBackedUp", { mode: "boolean" }).notNull(),
  transports: text("transports"),
}, (t) => [primaryKey({ columns: [t.userId, t.credentialID] })]);

export const clients = sqliteTable("clients", {
  id: text("id").primaryKey().$defaultFn(() => crypto.randomUUID()),
  company_name: text("company_name").notNull(),
  contact_person_name: text("contact_person_name"),
  contact_email: text("contact_email"),
  website_url: text("website_url"),
  created_at: text("created_at"),
});

export const projects = sqliteTable("projects", {
  id: integer("id").primaryKey({ autoIncrement: true }),
  name: text("name").notNull(),
  key: text("key").unique(),
  description: text("description"),
  status: text("status", { enum: ["planning", "in_progress", "completed", "on_hold"] }).notNull().default("planning"),
  priority: text("priority", { enum: ["low", "medium", "high"] }).notNull().default("medium"),
  tags: text("tags"),
  owner_id: text("owner_id").references(() => users.id),
  client_id: text("client_id").references(() => clients.id),
  start_date: text("start_date"),
  end_date: text("end_date"),
  budget: integer("budget"),
  spent: integer("spent").notNull().default(0),
  currency: text("currency").notNull().default("USD"),
  billing_type: text("billing_type").notNull().default("non_billable"),
  is_archived: integer("is_archived").notNull().default(0),
  created_at: text("created_at"),
  updated_at: text("updated_at"),
});

export const notes = sqliteTable("notes", {
  id: integer("id").primaryKey({ autoIncrement: true }),
  title: text("title").notNull(),
  content: text("content").notNull(),
  type: text("type").notNull().default("note"),
  tags: text("tags"),
  notebook: text("notebook"),
  color: text("color"),
  is_pinned: integer("is_pinned").notNull().default(0),
  is_archived: integer("is_archived").notNull().default(0),
  is_favorite: integer("is_favorite").notNull().default(0),
  cover_image: text("cover_image"),
  links: text("links"),
  attachments: text("attachments"),
  reminder_at: text("reminder_at"),
  due_date: text("due_date"),
  priority: text("priority"),
  created_at: text("created_at"),
  updated_at: text("updated_at"),
  user_id: text("user_id").references(() => users.id),
});

export const tasks = sqliteTable("tasks", {
  id: integer("id").primaryKey({ autoIncrement: true }),
  name: text("name").notNull(),
  description: text("description"),
  due_date: text("due_date"),
  priority: text("priority").notNull().default("medium"),
  status: text("status").notNull().default("task"),
  project_id: integer("project_id").references(() => projects.id),
  created_at: text("created_at"),
  updated_at: text("updated_at"),
});

export const events = sqliteTable("events", {
  id: integer("id").primaryKey({ autoIncrement: true }),
  title: text("title").notNull(),
  description: text("description"),
  start: text("start").notNull(),
  end: text("end").notNull(),
  all_day: integer("all_day").notNull().default(0),
  location: text("location"),
  organizer: text("organizer"),
  attendees: text("attendees"),
  status: text("status"),
  privacy: text("privacy"),
  recurrence: text("recurrence"),
  reminders: text("reminders"),
  color: text("color"),
  created_at: text("created_at"),
  updated_at: text("updated_at"),
});

export const decisions = sqliteTable("decisions", {
  id: integer("id").primaryKey({ autoIncrement: true }),
  name: text("name").notNull(),
  due_date: text("due_date"),
});

export const projectManagers = sqliteTable("project_managers", {
  project_id: integer("project_id").notNull().references(() => projects.id),
  user_id: text("user_id").notNull().references(() => users.id),
}, (t) => [primaryKey({ columns: [t.project_id, t.user_id] })]);

export const taskAssignees = sqliteTable("task_assignees", {
  task_id: integer("task_id").notNull().references(() => tasks.id),
  user_id: text("user_id").notNull().references(() => users.id),
}, (t) => [primaryKey({ columns: [t.task_id, t.user_id] })]);

export const noteShares = sqliteTable("note_shares", {
  id: integer("id").primaryKey({ autoIncrement: true }),
  note_id: integer("note_id").notNull().references(() => notes.id),
  user_id: text("user_id").references(() => users.id),
  email: text("email").notNull(),
  permission: text("permission").notNull().default("view"),
  created_at: text("created_at"),
});
