import { integer, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { Json } from "#lib/json.ts";
import { instant } from "./columns.ts";
import { workspaces } from "./workspaces.ts";

export const connections = pgTable(
  "connections",
  {
    id: text("id").primaryKey(),
    workspaceId: text("workspace_id").notNull().references(() => workspaces.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    /** The kind of credential, `http/bearer` and the like. */
    kind: text("kind").notNull(),
    /** Hosts (`api.example.com`, `api.example.com:8443`) the secret may be sent to. */
    allowedHosts: text("allowed_hosts").array().notNull(),
    /** What may be read back: user names, header names, URLs. */
    settings: jsonb("settings").$type<{ [key: string]: Json }>().notNull(),
    /** Write-only: `v1.iv.tag.ciphertext` under the workspace's data key. */
    secret: text("secret").notNull(),
    /** Raised when the secret is replaced. */
    version: integer("version").notNull().default(1),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [uniqueIndex("connections_name").on(table.workspaceId, table.name)],
);
