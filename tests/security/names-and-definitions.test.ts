import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { schemaVersion } from "#lib/flow/document.schema.ts";
import { createFlow } from "#lib/server/flows/create-flow.ts";
import { receiveHook } from "#lib/server/hooks/receive-hook.ts";
import { listRuns } from "#lib/server/runs/list-runs.ts";
import { readRun } from "#lib/server/runs/read-run.ts";
import { startRun } from "#lib/server/runs/start-run.ts";
import { contracts } from "#lib/contracts/all.ts";
import { buildDocument, fields, literal, reference } from "#tests/support/build-document.ts";
import { startEngine, type TestEngine } from "#tests/support/start-engine.ts";

const root = join(import.meta.dirname, "../..");
let engine: TestEngine;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "names-"));
  engine = await startEngine();
});

afterAll(async () => {
  await engine.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe("names are data (T1.5)", () => {
  const hostile = (file: string): string[] => [`$(touch ${file})`, `\`touch ${file}\``, `a;touch ${file}`, `../../${file}`, "'; drop table runs; --", "{{constructor}}", "<img src=x onerror=alert(1)>"];

  test("steps run under whatever name, and no name is run", async () => {
    const file = join(folder, "pwned");
    const names = hostile(file);
    const document = buildDocument(
      { t: { type: "core/manual" }, code: { type: "core/code", config: { source: literal("return 1;") } }, ...Object.fromEntries(names.map((_, index) => [`s${index}`, { type: "core/map", config: { fields: fields({ a: literal(index) }) } }])) },
      ["t -> code", ...names.map((_, index) => `code -> s${index}`)],
    );
    const named = { ...document, nodes: document.nodes.map((node) => ({ ...node, name: /^s\d$/.test(node.name) ? (names[Number(node.name.slice(1))] ?? node.name) : node.name })) };
    const flow = await engine.publish(`$(touch ${file})`, named);
    const { run } = await startRun(engine.context, { flow: flow.id });
    await engine.idle();
    const read = await readRun(engine.context, { run });
    expect(read.status).toBe("succeeded");
    expect(read.steps.map((step) => step.name)).toEqual(expect.arrayContaining(names));
    expect(existsSync(file)).toBe(false);
  });

  test.each([["a name of 10 kB", { name: "x".repeat(10_240) }], ["an id that is a path", { id: "../../x" }], ["an id that is a command", { id: "n_$(id)" }], ["an empty name", { name: " \n" }]])("%s is refused, and nothing is stored", async (_, change) => {
    const node = { id: "n_0001", name: "t", type: "core/manual", config: {}, settings: {}, ...change };
    const before = await engine.database.pool.query("select count(*) from flows");
    await expect(createFlow(engine.context, { name: "f", document: { schemaVersion, nodes: [node], edges: [], layout: { nodes: {} } } })).rejects.toMatchObject({ code: "invalid" });
    expect((await engine.database.pool.query("select count(*) from flows")).rows).toEqual(before.rows);
  });

  test("no source starts a shell", () => {
    const sources = globSync("{app,components,db,inngest,lib}/**/*.{ts,tsx,js}", { cwd: root }).filter((file) => !file.includes(".test."));
    const guilty = sources.filter((file) => /shell:\s*true|import\s*\{[^}]*\bexec(Sync)?\b[^}]*\}\s*from "node:child_process"/.test(readFileSync(join(root, file), "utf8")));
    expect(sources.length).toBeGreaterThan(300);
    expect(guilty).toEqual([]);
  });
});

describe("only the stored version runs (T1.8)", () => {
  const evil = buildDocument({ hook: { type: "core/webhook" }, evil: { type: "core/map", config: { fields: fields({ who: literal("attacker") }) } } }, ["hook -> evil"]);

  test("a definition in a hook's body is data", async () => {
    const flow = await engine.publish("hooked", buildDocument({ hook: { type: "core/webhook" }, m: { type: "core/map", config: { fields: fields({ got: reference("hook", "body") }) } } }, ["hook -> m"]));
    const body = { document: evil, flow: evil, nodes: evil.nodes, edges: evil.edges, version: 99 };
    await receiveHook({ method: "POST", path: flow.hookPath, query: new URLSearchParams(), headers: { "content-type": "application/json" }, body: Buffer.from(JSON.stringify(body)) });
    await engine.idle();
    const { runs } = await listRuns(engine.context, { flow: flow.id, limit: 10 });
    const run = await readRun(engine.context, { run: runs[0]?.id ?? "" });
    expect(run.steps.map((step) => step.name)).toEqual(["hook", "m"]);
    expect(run.steps[1]?.output).toMatchObject({ kind: "inline", value: { got: body } });
  });

  test("no endpoint that starts a run takes a definition, and each wants a member or key", () => {
    const starting = contracts.filter((contract) => contract.method === "POST" && /^\/api\/v1\/(flows|runs)\/.*\/(runs|test|replay|waits\/\{wait\})$/.test(contract.path));
    expect(starting.map((contract) => contract.path).toSorted()).toEqual(["/api/v1/flows/{flow}/runs", "/api/v1/flows/{flow}/test", "/api/v1/runs/{run}/replay", "/api/v1/runs/{run}/waits/{wait}"]);
    for (const contract of starting) {
      expect(contract.access.kind).toBe("workspace");
      expect(contract.body?.safeParse({ decision: "approved", document: evil }).success, contract.path).toBe(false);
    }
  });
});
