import { isDeepStrictEqual } from "node:util";
import type { Connection } from "#lib/contracts/connections.schema.ts";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { Run, RunDetail } from "#lib/contracts/runs.schema.ts";
import type { TemplateCheck } from "#lib/contracts/templates.schema.ts";
import { compareRun } from "#lib/flow/templates/compare-run.ts";
import type { ExpectedRun, TemplateContent, TemplateSample } from "#lib/flow/templates/template-content.schema.ts";
import type { Json } from "#lib/json.ts";
import { until } from "#tests/support/until.ts";
import type { GalleryLab, LabWorkspace } from "./gallery-lab.ts";
import { forgetOutside, saidByRun, type Seen, seenOutside } from "./seen-outside.ts";
import { answerOf, expectedLive, writesOf } from "./shown-run.ts";
import { startSample } from "./start-sample.ts";

/** One of the gallery, or the content of a file. */
export type CheckedTemplate = { source: { kind: "template"; template: string } | { kind: "file"; file: TemplateContent }; version: number; content: TemplateContent };

interface Where {
  lab: GalleryLab;
  workspace: LabWorkspace;
}

const patienceMs = 60_000;
const finals = new Set(["succeeded", "failed", "cancelled"]);

/** A connection of a kind that will do, for everything that needs one. */
async function connect({ lab, workspace }: Where, content: TemplateContent): Promise<Record<string, string>> {
  const made: Record<string, string> = {};
  for (const { key, title, kinds } of content.connections) {
    const { id } = await workspace.api<Connection>("POST", "/api/v1/connections", { name: `${title}`.slice(0, 80), ...lab.credential(kinds[0] ?? "") });
    made[key] = id;
  }
  return made;
}

/** What a taker answers: the defaults, and an address where there is none. */
function answers({ lab }: Where, content: TemplateContent): Record<string, Json> {
  const behindCredential = new Set(content.connections.filter(({ kinds }) => kinds.some((kind) => kind.startsWith("http/"))).flatMap(({ nodes }) => nodes));
  const asked = content.parameters.filter(({ type, default: standard }) => type === "url" && standard === undefined);
  return Object.fromEntries(asked.map(({ key, places }) => [key, `${lab.target.url}${places.some(({ node }) => behindCredential.has(node)) ? "/closed" : "/open"}`]));
}

/** The run when it is over; an approval on the way is decided as the sample expects. */
async function ended({ workspace }: Where, id: string, expected: ExpectedRun): Promise<RunDetail> {
  return await until(`the run ${id}`, async () => {
    const run = await workspace.api<RunDetail>("GET", `/api/v1/runs/${id}`);
    if (finals.has(run.status)) return run;
    for (const wait of run.waits.filter(({ status, kind }) => status === "open" && kind === "approval")) {
      const decision = expected.steps[wait.node]?.port;
      if (decision !== "approved" && decision !== "rejected") throw new Error(`The approval “${wait.name as string}” asks, and the sample does not say what is decided.`);
      await workspace.api("POST", `/api/v1/runs/${id}/waits/${wait.id}`, { decision });
    }
    return null;
  }, patienceMs);
}

function compared(run: RunDetail, expected: ExpectedRun): string[] {
  const writes = writesOf(run);
  const names = new Map(run.document.nodes.map(({ id, name }) => [id, name]));
  const seen = { status: run.status, answer: answerOf(run), steps: run.steps.map(({ node, status, port }) => ({ node, status, port, writes: writes.get(node) ?? 0 })) };
  return compareRun(expected, seen, (node) => names.get(node) ?? node).flatMap(({ what, holds, expected: wanted, came }) => (holds ? [] : [`${what}: ${wanted} was expected, and ${came} came.`]));
}

const words = (seen: Seen): string => JSON.stringify(seen);

/** As a test-run: nothing may reach anybody. */
async function tested(where: Where, flow: Flow, { input, expected }: TemplateSample & { expected: ExpectedRun }): Promise<string[]> {
  const { run } = await where.workspace.api<{ run: string }>("POST", `/api/v1/flows/${flow.id}/test`, { input });
  const found = compared(await ended(where, run, expected), expected);
  const seen = await seenOutside(where);
  const isNothing = seen.loaded + seen.posted + seen.rows + Object.values(seen.systems).reduce((sum, count) => sum + count, 0) === 0;
  return [...found, ...(isNothing ? [] : [`A test-run wrote outside: ${words(seen)}.`])].map((problem) => `Test-run: ${problem}`);
}

/** The gallery's schedules are due at whole ten minutes at most; a sample takes less than this. */
const [tenMinutesMs, sampleMs] = [600_000, 15_000];

/** For good: what the run says it did is what the other side has seen. */
async function lived(where: Where, flow: Flow, { input, expected }: TemplateSample & { expected: ExpectedRun }): Promise<string[]> {
  await startSample(where, flow, input);
  const listed = async () => (await where.workspace.api<{ runs: Run[] }>("GET", `/api/v1/runs?flow=${flow.id}`)).runs;
  const started = await until("the run to start", async () => (await listed())[0], patienceMs);
  const run = await ended(where, started.id, expected);
  const said = saidByRun(run);
  const seen = await seenOutside(where);
  return [...compared(run, expectedLive(expected, run)), ...(isDeepStrictEqual(said, seen) ? [] : [`The run says ${words(said)}, the other side saw ${words(seen)}.`])];
}

async function checkSample(where: Where, template: CheckedTemplate, connections: Record<string, string>, sample: TemplateSample): Promise<string[]> {
  const { expected } = sample;
  if (expected === null) return ["The sample does not say what is expected."];
  await forgetOutside(where);
  await until("the clock to start nothing beside the sample", () => tenMinutesMs - (Date.now() % tenMinutesMs) > sampleMs, sampleMs + 1_000);
  // A flow of its own: a source reads from the beginning, and a key was never used.
  const flow = await where.workspace.api<Flow>("POST", "/api/v1/templates/install", { source: template.source, name: sample.name, connections, parameters: answers(where, template.content) });
  try {
    const inTest = await tested(where, flow, { ...sample, expected });
    const live = await where.workspace.api<Flow>("POST", `/api/v1/flows/${flow.id}/publish`, { baseRevision: flow.draftRevision });
    return [...inTest, ...(await lived(where, live, { ...sample, expected }))];
  } finally {
    await where.workspace.api("DELETE", `/api/v1/flows/${flow.id}`);
  }
}

/** Installs a template in a clean workspace as its taker would, and runs each of its samples: without writing, then for good. */
export async function checkTemplate(lab: GalleryLab, template: CheckedTemplate, now: Date): Promise<TemplateCheck> {
  const { samples, name } = template.content;
  const workspace = await lab.workspace(name);
  const where = { lab, workspace };
  const problems: TemplateCheck["problems"] = [];
  let passed = 0;
  const connections = await connect(where, template.content);
  for (const sample of samples) {
    const found = await checkSample(where, template, connections, sample).catch((error: unknown) => [error instanceof Error ? error.message : String(error)]);
    if (found.length === 0) passed += 1;
    problems.push(...found.map((problem) => ({ sample: sample.name, problem })));
  }
  return { version: template.version, passed, of: samples.length, at: now.toISOString(), problems };
}
