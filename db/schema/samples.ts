import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { instant } from "./columns.ts";
import { flows } from "./flows.ts";

/** Named payloads of a trigger or step, for test-runs; never in the document. What they name is kept as long as they are. */
export const samples = pgTable(
  "samples",
  {
    workspaceId: text("workspace_id").notNull(),
    id: text("id").notNull(),
    flowId: text("flow_id").notNull(),
    nodeId: text("node_id").notNull(),
    name: text("name").notNull(),
    /** Where its value is, by hash, and the bytes of it. */
    payload: text("payload").notNull(),
    size: integer("size").notNull(),
    origin: text("origin", { enum: ["captured", "run", "generated", "pasted", "template"] }).notNull(),
    /** Of what the step was said to give when it was made: another one now means that the sample is old. */
    fingerprint: text("fingerprint").notNull(),
    /** The run it was taken from: what a rule hides there is hidden in the sample. */
    runId: text("run_id"),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.id] }),
    index("samples_node").on(table.workspaceId, table.flowId, table.nodeId, table.id),
    index("samples_payload").on(table.workspaceId, table.payload),
    foreignKey({ columns: [table.workspaceId, table.flowId], foreignColumns: [flows.workspaceId, flows.id] }).onDelete("cascade"),
  ],
);

/** What stands in for a step in every test-run of its flow, for everybody who edits it; one a step. */
export const stepMocks = pgTable(
  "step_mocks",
  {
    workspaceId: text("workspace_id").notNull(),
    flowId: text("flow_id").notNull(),
    nodeId: text("node_id").notNull(),
    kind: text("kind", { enum: ["value", "sample", "error"] }).notNull(),
    /** Of a value, by hash. */
    payload: text("payload"),
    sampleId: text("sample_id"),
    error: jsonb("error").$type<{ class: string; message: string }>(),
    updatedBy: text("updated_by").notNull(),
    updatedAt: instant("updated_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.flowId, table.nodeId] }),
    index("step_mocks_payload").on(table.workspaceId, table.payload),
    foreignKey({ columns: [table.workspaceId, table.flowId], foreignColumns: [flows.workspaceId, flows.id] }).onDelete("cascade"),
  ],
);

/** A hook that keeps the next requests as samples, too; it is over when none is left or its time is. */
export const hookCaptures = pgTable(
  "hook_captures",
  {
    workspaceId: text("workspace_id").notNull(),
    flowId: text("flow_id").notNull(),
    nodeId: text("node_id").notNull(),
    wanted: integer("wanted").notNull(),
    remaining: integer("remaining").notNull(),
    endsAt: instant("ends_at").notNull(),
    fingerprint: text("fingerprint").notNull(),
    createdBy: text("created_by").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.flowId] }),
    foreignKey({ columns: [table.workspaceId, table.flowId], foreignColumns: [flows.workspaceId, flows.id] }).onDelete("cascade"),
  ],
);
