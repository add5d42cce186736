import { expect, test } from "vitest";
import type { FlowChange } from "#lib/contracts/flow-changes.schema.ts";
import type { Run } from "#lib/contracts/runs.schema.ts";
import { newId } from "#lib/ids.ts";
import { withChanges } from "./with-changes.ts";

const run = (at: number): Run => ({ id: newId("run", at) }) as Run;
const change = (at: number): FlowChange => ({ id: newId("audit", at), at: new Date(at).toISOString(), by: "user:usr_1", change: { what: "resumed" } });
const shape = (rows: ReturnType<typeof withChanges>): unknown[] => rows.map((row) => (row.kind === "run" ? "run" : row.changes.length));

test("changes stand between the runs before and after them", () => {
  const rows = withChanges([run(500), run(300), run(100)], [change(600), change(450), change(400), change(50)], false);
  expect(shape(rows)).toEqual([1, "run", 2, "run", "run", 1]);
});

test("a run of the same millisecond as a change comes after it", () => {
  expect(shape(withChanges([run(300)], [change(300)], true))).toEqual([1, "run"]);
});

test("what is older than the last run waits for the older runs", () => {
  expect(shape(withChanges([run(500), run(300)], [change(200), change(100)], true))).toEqual(["run", "run"]);
});
