import { expect, test } from "vitest";
import { runStateOf } from "#components/editor/nodes/run-state.ts";
import { formatDuration } from "#components/ui/format-duration.ts";
import type { Attempt } from "#lib/contracts/runs.schema.ts";
import { stepRun } from "./run.test-support.ts";
import { stepTook } from "./step-took.ts";

const iso = (ms: number) => new Date(Date.parse("2026-11-23T14:00:00.000Z") + ms).toISOString();
const tried = (number: number, from: number, to: number | null): Attempt => ({ number, status: to === null ? "running" : "succeeded", error: null, exchange: null, startedAt: iso(from), finishedAt: to === null ? null : iso(to), nextAt: null });

test("is counted by its tries; its own record ends a little later", () => {
  const step = stepRun({ startedAt: iso(0), finishedAt: iso(431), attempts: [tried(1, 0, 100), tried(2, 300, 420)] });
  expect(stepTook(step)).toBe(420);
  expect(runStateOf(step).foot).toBe(formatDuration(420));
});

test("is counted by its own times where nothing was tried, and not at all while it goes on", () => {
  expect(stepTook(stepRun({ startedAt: iso(10), finishedAt: iso(12) }))).toBe(2);
  expect(stepTook(stepRun({ status: "running", startedAt: iso(0), attempts: [tried(1, 0, 100), tried(2, 300, null)] }))).toBeNull();
  expect(stepTook(stepRun({ status: "skipped" }))).toBeNull();
});
