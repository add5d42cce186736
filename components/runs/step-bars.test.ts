import { describe, expect, it } from "vitest";
import type { Attempt, StepRun } from "#lib/contracts/runs.schema.ts";
import { stepRun } from "./run.test-support.ts";
import { regionBars, stepBars } from "./step-bars.ts";

const start = Date.parse("2026-11-23T14:00:00.000Z");
const iso = (ms: number) => new Date(start + ms).toISOString();

function attempt(number: number, status: Attempt["status"], from: number, to: number | null): Attempt {
  return { number, status, error: null, exchange: null, startedAt: iso(from), finishedAt: to === null ? null : iso(to), nextAt: null };
}
function step(status: StepRun["status"], attempts: Attempt[], from: number | null = null, to: number | null = null): StepRun {
  return stepRun({ status, startedAt: from === null ? null : iso(from), finishedAt: to === null ? null : iso(to), attempts });
}
function lines(value: StepRun, now: number) {
  return stepBars(value, start + now).map((bar) => `${bar.kind} ${bar.signal} ${bar.fromMs - start}-${bar.toMs - start}`);
}

describe("stepBars", () => {
  it("shows attempts, the waits between them and the one that counted", () => {
    const tries = [attempt(2, "failed", 500, 600), attempt(1, "failed", 0, 100), attempt(3, "succeeded", 900, 950)];
    expect(lines(step("succeeded", tries), 2_000)).toEqual(["try failed 0-100", "wait waiting 100-500", "try failed 500-600", "wait waiting 600-900", "last success 900-950"]);
  });

  it("grows until now while an attempt runs", () => {
    expect(lines(step("running", [attempt(1, "running", 0, null)]), 300)).toEqual(["last running 0-300"]);
  });

  it("shows the wait for the next attempt", () => {
    expect(lines(step("waiting", [attempt(1, "failed", 0, 100)]), 400)).toEqual(["last failed 0-100", "wait waiting 100-400"]);
  });

  it("keeps a wait dotted after it ended", () => {
    expect(lines({ ...step("cancelled", [], 10, 300), dueAt: iso(900) }, 400)).toEqual(["wait cancelled 10-300"]);
  });

  it("draws a step without attempts by its own times, and nothing for a skipped one", () => {
    expect(lines(step("succeeded", [], 10, 12), 400)).toEqual(["last success 10-12"]);
    expect(lines(step("skipped", [], 10, 10), 400)).toEqual([]);
  });
});

it("shows what works once a record for as long as its region worked", () => {
  const region = { startedAt: iso(100) };
  const of = (value: StepRun) => regionBars(value, region, start + 900).map((bar) => `${bar.kind} ${bar.signal} ${bar.fromMs - start}-${bar.toMs - start}`);
  expect(of(step("succeeded", [], 700, 700))).toEqual(["last success 100-700"]);
  expect(of(step("running", []))).toEqual(["last running 100-900"]);
});
