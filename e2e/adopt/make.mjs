// node make.mjs FILE: makes an md_dash database with people and work in it.
import { fileURLToPath } from "node:url";
import { migrate } from "drizzle-orm/libsql/migrator";
import { open } from "./open.mjs";
import * as t from "./schema.js";

const { client, db, auth } = open(process.argv[2]);
await migrate(db, { migrationsFolder: fileURLToPath(new URL("./drizzle", import.meta.url)) });

// Ana's password is "correct horse battery".
const ana = "0b5c2a3e-7f3e-4a53-9a52-1d1f6c1b7a01";
const bo = "0b5c2a3e-7f3e-4a53-9a52-1d1f6c1b7a02";
await db.insert(t.users).values([
  { id: ana, name: "Ana", email: "ana@example.com", emailVerified: new Date("2025-01-02T03:04:05.678Z"), full_name: "Ana Lima",
    password: "$2a$04$jgjhxwFYLvzOzzAKXcAx3umhzlYddHBBUxsXgx9DDY7wP7cKgr4gW", created_at: "2025-01-02T03:04:05.678Z" },
  { id: bo, email: "bo@example.com", roles: ["staff", "admin"], created_at: "2025-01-03 04:05:06" },
]);
const cy = await auth.createUser({ id: crypto.randomUUID(), email: "Cy@Example.com", name: "Cy", emailVerified: null, image: "https://example.com/cy.png" });
await auth.linkAccount({ userId: cy.id, type: "oauth", provider: "github", providerAccountId: "4711", access_token: "gho_x", token_type: "bearer", scope: "read:user" });
await auth.createSession({ sessionToken: "token-of-ana", userId: ana, expires: new Date("2030-01-01T00:00:00Z") });
await auth.createVerificationToken({ identifier: "ana@example.com", token: "v", expires: new Date("2030-01-01T00:00:00Z") });

const [acme] = await db.insert(t.clients).values({ company_name: "Acme", contact_email: "jo@acme.example", created_at: "2025-02-01T00:00:00.000Z" }).returning();
const [site, plain] = await db.insert(t.projects).values([
  { name: "Website", key: "WEB", description: "New **site**", status: "in_progress", priority: "high", tags: JSON.stringify(["web", "2025"]), owner_id: ana,
    client_id: acme.id, start_date: "2025-02-01", end_date: "2025-06-30", budget: 10000, created_at: "2025-02-01T09:30:00.000Z", updated_at: "2025-02-02 10:00:00" },
  { name: "Nobody's" },
]).returning();
await db.insert(t.projectManagers).values({ project_id: site.id, user_id: bo });
const [first] = await db.insert(t.tasks).values([
  { name: "Draw the pages", description: "All *five*", due_date: "2025-03-01", priority: "high", status: "in_progress", project_id: site.id, created_at: "2025-02-03T08:00:00.000Z", updated_at: "2025-02-04T08:00:00.000Z" },
  { name: "Buy the domain", due_date: "2025-02-10T00:00:00.000Z", status: "done", project_id: site.id, created_at: "2025-02-03 08:00:00" },
  { name: "Without anything" },
  { name: "A status of its own", status: "blocked", project_id: plain.id, created_at: "1738569600000" },
]).returning();
await db.insert(t.taskAssignees).values([{ task_id: first.id, user_id: ana }, { task_id: first.id, user_id: bo }]);
const [note] = await db.insert(t.notes).values([
  { title: "Kick-off", content: "# Hello\n\n- [ ] one", type: "meeting", tags: '["a"]', is_pinned: 1, user_id: ana, created_at: "2025-02-03T08:00:00.000Z" },
  { title: "Odd", content: "", type: "never heard of", tags: "", links: "not json", user_id: bo },
]).returning();
await db.insert(t.noteShares).values([{ note_id: note.id, user_id: bo, email: "bo@example.com", permission: "edit" }, { note_id: note.id, email: "nobody@example.com" }]);
await db.insert(t.events).values({ title: "Launch", start: "2025-06-30T09:00:00.000Z", end: "2025-06-30T10:00:00.000Z", attendees: '["ana@example.com"]', status: "confirmed", recurrence: "FREQ=YEARLY" });
await db.insert(t.decisions).values({ name: "Which host?", due_date: "2025-03-01" });
client.close();
