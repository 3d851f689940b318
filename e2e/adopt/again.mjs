// node again.mjs FILE: md_dash goes on using its file. Says what it sees, as JSON.
import { and, eq } from "drizzle-orm";
import { open } from "./open.mjs";
import * as t from "./schema.js";

const { client, db, auth } = open(process.argv[2]);
await client.execute("PRAGMA busy_timeout = 5000");
const ana = await auth.getUserByEmail("ana@example.com");

const seen = {
  users: (await db.select().from(t.users)).length,
  projects: (await db.select().from(t.projects)).length,
  tasks: (await db.select().from(t.tasks).where(eq(t.tasks.status, "done"))).length,
  session: (await auth.getSessionAndUser("token-of-ana"))?.user.email,
  account: (await auth.getUserByAccount({ provider: "github", providerAccountId: "4711" }))?.email,
};

const dee = await auth.createUser({ id: crypto.randomUUID(), email: "dee@example.com", name: "Dee", emailVerified: new Date(), image: null });
await auth.linkAccount({ userId: dee.id, type: "oidc", provider: "google", providerAccountId: "0815", expires_at: 1767323045 });
await auth.createSession({ sessionToken: "token-of-dee", userId: dee.id, expires: new Date("2030-01-01T00:00:00Z") });
await auth.updateSession({ sessionToken: "token-of-ana", expires: new Date("2031-01-01T00:00:00Z") });
await auth.updateUser({ id: dee.id, name: "Dee Dee" });

const project = await db.transaction(async (tx) => {
  const [client] = await tx.insert(t.clients).values({ company_name: "Later" }).returning();
  const [project] = await tx.insert(t.projects).values({ name: "After", key: "AFT", owner_id: ana.id, client_id: client.id }).returning();
  await tx.insert(t.projectManagers).values({ project_id: project.id, user_id: dee.id });
  return project;
});
const [task] = await db.insert(t.tasks).values({ name: "Added by md_dash", project_id: project.id, due_date: "2026-01-01", created_at: new Date().toISOString() }).returning();
await db.insert(t.tasks).values(Array.from({ length: 3 }, (_, i) => ({ name: `Bulk ${i}` })));
await db.insert(t.taskAssignees).values({ task_id: task.id, user_id: ana.id });
const [note] = await db.insert(t.notes).values({ title: "After", content: "text", user_id: ana.id }).returning();
await db.insert(t.noteShares).values({ note_id: note.id, email: "x@example.com" });
await db.insert(t.events).values({ title: "After", start: "2026-01-01T09:00:00Z", end: "2026-01-01T10:00:00Z" });
await db.insert(t.decisions).values({ name: "After?" });

await db.update(t.tasks).set({ status: "done", updated_at: new Date().toISOString() }).where(eq(t.tasks.name, "Without anything"));
const [gone] = await db.insert(t.tasks).values({ name: "Soon gone" }).returning();
await db.delete(t.tasks).where(eq(t.tasks.id, gone.id));
await db.insert(t.tasks).values({ id: 1, name: "x" }).onConflictDoUpdate({ target: t.tasks.id, set: { priority: "low" } });
await db.delete(t.projectManagers).where(and(eq(t.projectManagers.project_id, project.id), eq(t.projectManagers.user_id, dee.id)));
await auth.deleteSession("token-of-dee");
await auth.deleteUser(dee.id);

client.close();
console.log(JSON.stringify({ ...seen, task: task.id }));
