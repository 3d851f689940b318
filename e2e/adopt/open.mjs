// Opens the file the way md_dash does.
import { pathToFileURL } from "node:url";
import { DrizzleAdapter } from "@auth/drizzle-adapter";
import { createClient } from "@libsql/client";
import { drizzle } from "drizzle-orm/libsql";
import * as schema from "./schema.js";

export function open(file) {
  const client = createClient({ url: pathToFileURL(file).href });
  const db = drizzle(client, { schema });
  const auth = DrizzleAdapter(db, {
    usersTable: schema.users,
    accountsTable: schema.accounts,
    sessionsTable: schema.sessions,
    verificationTokensTable: schema.verificationTokens,
    authenticatorsTable: schema.authenticators,
  });
  return { client, db, auth };
}
