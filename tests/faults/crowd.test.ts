import { afterAll, beforeAll, expect, test } from "vitest";
import { holdCrowd } from "#tests/support/crowd.ts";
import { type Millrace, startMillrace } from "#tests/support/start-millrace.ts";
import { amount } from "./harness/amount.ts";

let millrace: Millrace;
beforeAll(async () => {
  millrace = await startMillrace();
}, 300_000);
afterAll(() => millrace?.dispose(), 60_000);

test("500 connections at once: each is answered, what is acknowledged is stored, and everybody else is answered meanwhile", async () => {
  const report = await holdCrowd(millrace, { connections: 500, seconds: amount(4, 60) });
  expect(Object.keys(report.statuses).filter((status) => !["202", "429", "503"].includes(status)), JSON.stringify(report.statuses)).toEqual([]);
  expect(report.statuses["429"] ?? 0).toBeGreaterThan(0);
  expect(report.withoutRetryAfter).toBe(0);
  expect(report.acknowledged).toBeGreaterThan(0);
  expect(report.lost).toBe(0);
  expect([...report.health, ...report.page].filter((time) => time === Number.POSITIVE_INFINITY)).toEqual([]);
  expect(Math.min(report.health.length, report.page.length)).toBeGreaterThan(1);
}, 180_000);
