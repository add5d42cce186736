import { holdCrowd } from "#tests/support/crowd.ts";
import { startMillrace } from "#tests/support/start-millrace.ts";
import { percentile } from "./percentile.ts";

const connections = Number(process.argv[2] ?? 500);
const seconds = Number(process.argv[3] ?? 60);

/** 500 connections to one hook for a minute: what they are answered, what is stored, and how quick everything else stays. */
const millrace = await startMillrace();
const { answers, health, page, ...counts } = await holdCrowd(millrace, { connections, seconds });
const figures = (times: readonly number[]) => ({ count: times.length, p50: Math.round(percentile(times, 50)), p95: Math.round(percentile(times, 95)), max: Math.round(Math.max(...times)) });
const result = { workload: "shedding", connections, seconds, ...counts, answerMs: figures(answers), healthMs: figures(health), pageMs: figures(page) };
process.stdout.write(`${JSON.stringify(result, null, 2)}\n${JSON.stringify(result)}\n`);
await millrace.dispose();
