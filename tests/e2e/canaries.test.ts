import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contracts } from "#lib/contracts/all.ts";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import type { Run } from "#lib/contracts/runs.schema.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { buildDocument, literal, nodeId, reference } from "#tests/support/build-document.ts";
import { createTestDatabase, type TestDatabase } from "#tests/support/database.ts";
import { findLeaks } from "#tests/support/leak-oracle.ts";
import { type MailServer, startMailServer } from "#tests/support/mail-server.ts";
import { type Millrace, startMillrace } from "#tests/support/start-millrace.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { until } from "#tests/support/until.ts";

/** One a way in which a connection sends its secret (none sends it in a body); with what encodings have to escape. */
const secrets = { bearer: 'cnry-BearerSecret"7/+=', basic: "cnry-BasicSecret&8 %?", header: "cnry-HeaderSecret<9>'", query: "cnry-QuerySecret 10&=/" };
const everySecret = Object.values(secrets);
/** Under a rule of the workspace. */
const hidden = "canary-under-a-rule-4242";

let database: TestDatabase;
let target: TargetServer;
let mail: MailServer;
let millrace: Millrace;
let cookie = "";
let slug = "";
const flows: Record<string, Flow> = {};
const connections: Record<string, string> = {};
const runs: string[] = [];

function calls(path: string, connection: string): FlowDocument {
  const document = buildDocument(
    {
      hook: { type: "core/webhook", settings: { keys: [{ name: "Token", path: ["body", "user", "token"] }] } },
      send: { type: "http/request", config: { method: literal("POST"), url: literal(`${target.url}${path}`), send: literal("value"), bodyValue: reference("hook", "body") }, settings: { timeoutMs: path === "/slow" ? 700 : 10_000 } },
    },
    ["hook -> send"],
  );
  return { ...document, nodes: document.nodes.map((node) => (node.id === nodeId("send") ? { ...node, connection: connections[connection] } : node)) } as FlowDocument;
}

async function deliver(flow: Flow, body: object): Promise<void> {
  const answer = await fetch(flow.hookUrl, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  if (answer.status !== 202) throw new Error(`The hook answered ${answer.status}: ${await answer.text()}`);
}

const outcomes = ["/echo", "/401", "/slow", "/away", "/crash"] as const;

beforeAll(async () => {
  [database, target, mail] = [await createTestDatabase(), await startTarget(), await startMailServer()];
  let isCrashed = false;
  target.answer = async ({ url, headers, body }) => {
    const said = JSON.stringify({ headers, url, body, base64: Buffer.from(JSON.stringify(headers)).toString("base64") });
    if (url.startsWith("/401")) return { status: 401, body: said, headers: { "www-authenticate": String(headers["authorization"] ?? "").slice(0, 200).replaceAll(/[^ -~]/g, "") } };
    if (url.startsWith("/slow")) return { status: 200, body: said, delayMs: 3_000 };
    if (url.startsWith("/away")) return { status: 307, headers: { location: url.replace("/away", "/echo") } };
    if (url.startsWith("/crash") && !isCrashed) {
      isCrashed = true;
      await millrace.kill("worker");
    }
    return { status: 200, body: said };
  };
  millrace = await startMillrace({
    DATABASE_URL: database.url, MILLRACE_UNSAFE_DATABASE: "1", MILLRACE_EGRESS_ALLOW: target.address, MILLRACE_SMTP_URL: mail.url, MILLRACE_SMTP_FROM: "Millrace <millrace@example.com>", MILLRACE_LOG_LEVEL: "trace",
  });
  const signedIn = await fetch(`${millrace.url}/api/v1/session`, { method: "POST", headers: { "content-type": "application/json", origin: millrace.url }, body: JSON.stringify(millrace.owner) });
  cookie = signedIn.headers.getSetCookie().map((line) => line.split(";")[0]).join("; ");
  ({ slug } = await millrace.api<{ slug: string }>("GET", "/api/v1/workspace"));
  const asOwner = async (method: string, path: string, body: unknown): Promise<void> => {
    const answer = await fetch(`${millrace.url}${path}`, { method, headers: { cookie, origin: millrace.url, "content-type": "application/json", "x-millrace-workspace": slug }, body: JSON.stringify(body) });
    expect(answer.status, await answer.text()).toBeLessThan(300);
  };
  await asOwner("PUT", "/api/v1/data-care", { rules: [{ path: "**.token", action: "hide" }], viewersSeeValues: false });
  await asOwner("POST", "/api/v1/alert-rules", { name: "Failures", condition: { what: "failed" }, emails: ["ops@example.com"] });

  const credentials = {
    bearer: { kind: "http/bearer", token: secrets.bearer }, basic: { kind: "http/basic", username: "ada", password: secrets.basic },
    header: { kind: "http/api-key", in: "header", name: "x-key", value: secrets.header }, query: { kind: "http/api-key", in: "query", name: "api_key", value: secrets.query },
  };
  for (const [name, credential] of Object.entries(credentials)) {
    const made = await millrace.api<{ id: string }>("POST", "/api/v1/connections", { name, allowedHosts: [target.address], credential });
    connections[name] = made.id;
    for (const path of ["/echo", "/401"]) await millrace.api("POST", `/api/v1/connections/${made.id}/test`, { url: `${target.url}${path}` });
  }
  for (const connection of Object.keys(credentials)) {
    for (const path of outcomes) {
      const name = `${connection} ${path}`;
      const created = await millrace.api<Flow>("POST", "/api/v1/flows", { name, document: calls(path, connection) });
      const flow = (flows[name] = await millrace.api<Flow>("POST", `/api/v1/flows/${created.id}/publish`, { baseRevision: created.draftRevision }));
      await deliver(flow, { user: { token: hidden, name: connection }, note: `for ${hidden}` });
    }
  }
  await until("all runs to be over", async () => {
    const found = await database.pool.query<{ id: string; open: boolean }>("select id, finished_at is null as open from runs order by id");
    runs.splice(0, runs.length, ...found.rows.map(({ id }) => id));
    return found.rows.length === Object.keys(flows).length && found.rows.every(({ open }) => !open);
  }, 120_000);
  await until("the mail about failures", () => mail.received.length > 0, 60_000);
}, 400_000);

afterAll(async () => {
  await millrace?.dispose();
  await Promise.all([database?.drop(), target?.close(), mail?.close()]);
}, 60_000);

/** Every column of every table as JSON text; payloads as what they hold. */
async function dump(): Promise<Map<string, string>> {
  const tables = await database.pool.query<{ table: string }>("select format('%I.%I', schemaname, tablename) as table from pg_tables where schemaname not in ('pg_catalog', 'information_schema')");
  const found = new Map<string, string>();
  for (const { table } of tables.rows) {
    const { rows } = await database.pool.query<{ row: string }>(`select row_to_json(t)::text as row from ${table} t`);
    found.set(table, rows.map(({ row }) => row).join("\n"));
  }
  const { rows } = await database.pool.query<{ codec: string; body: Buffer }>("select codec, body from payloads");
  found.set("payloads, unpacked", rows.map(({ codec, body }) => (codec === "gzip" ? gunzipSync(body) : body).toString("utf8")).join("\n"));
  return found;
}

interface Seen {
  where: string;
  text: string;
}

/** All that a signed-in owner gets: every GET of the API for every run and flow, the stream, and the pages. */
async function everythingShown(): Promise<Seen[]> {
  const get = async (path: string): Promise<Seen> => {
    const answer = await fetch(`${millrace.url}${path}`, { headers: { cookie, "x-millrace-workspace": slug } });
    expect(answer.status, path).toBeLessThan(500);
    return { where: path, text: `${JSON.stringify([...answer.headers])} ${await answer.text()}` };
  };
  const values: Record<string, readonly string[]> = {
    run: runs, flow: Object.values(flows).map(({ id }) => id), connection: Object.values(connections), node: [nodeId("hook"), nodeId("send")], part: ["input", "output"], version: ["1"], revision: ["1"],
  };
  const seen: Seen[] = [];
  for (const { method, path } of contracts) {
    if (method !== "GET" || path.endsWith("/stream")) continue;
    const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
    if (names.some((name) => values[name] === undefined)) continue;
    let paths = [path];
    for (const name of names) paths = paths.flatMap((before) => (values[name] ?? []).map((value) => before.replace(`{${name}}`, value)));
    for (const one of paths) seen.push(await get(one));
  }
  const pages = ["", "/flows", "/runs", "/runs/failures", "/alerts", "/connections", "/settings", "/settings/data", "/settings/audit", ...runs.slice(0, 8).map((run) => `/runs/${run}`), ...Object.values(flows).slice(0, 4).map(({ id }) => `/flows/${id}`)];
  for (const page of pages) seen.push(await get(`/w/${slug}${page}`));
  return seen;
}

test("the secrets were really sent, each in its way", () => {
  const sent = target.received.map(({ url, headers }) => `${decodeURIComponent(url.replaceAll("+", " "))} ${JSON.stringify(headers)}`).join("\n");
  expect(sent).toContain(JSON.stringify(`Bearer ${secrets.bearer}`).slice(1, -1));
  expect(sent).toContain(Buffer.from(`ada:${secrets.basic}`).toString("base64"));
  expect(sent).toContain(JSON.stringify(secrets.header).slice(1, -1));
  expect(sent).toContain(secrets.query);
});

describe("secrets of connections", () => {
  test("are in no table, in any spelling", async () => {
    const tables = await dump();
    expect(tables.size).toBeGreaterThan(40);
    // The oracle sees what is there: a value that no rule keeps from being stored.
    expect(findLeaks("payloads", tables.get("payloads, unpacked") ?? "", [hidden])).not.toEqual([]);
    expect([...tables].flatMap(([table, text]) => findLeaks(table, text, everySecret))).toEqual([]);
  }, 60_000);

  test("are in nothing that is shown, printed or mailed", async () => {
    const seen = [...(await everythingShown()), { where: "stdout and stderr", text: millrace.output() }, ...mail.received.map(({ raw }) => ({ where: "mail", text: raw }))];
    expect(seen.length).toBeGreaterThan(100);
    expect(seen.flatMap(({ where, text }) => findLeaks(where, text, everySecret))).toEqual([]);
  }, 180_000);
});

describe("a value under a rule", () => {
  test("is in nothing that is shown, printed, mailed or streamed", async () => {
    const abort = new AbortController();
    const stream = await fetch(`${millrace.url}/api/v1/runs/stream?workspace=${slug}`, { headers: { cookie }, signal: abort.signal });
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (const flow of Object.values(flows).slice(0, 1)) await deliver(flow, { user: { token: hidden } });
    let streamed = "";
    await until("the stream to name the run", async () => {
      streamed += (await reader?.read())?.value ?? "";
      return streamed.includes("event: runs");
    });
    abort.abort();
    const seen = [...(await everythingShown()), { where: "stream", text: streamed }, { where: "stdout and stderr", text: millrace.output() }, ...mail.received.map(({ raw }) => ({ where: "mail", text: raw }))];
    expect(seen.flatMap(({ where, text }) => findLeaks(where, text, [hidden]))).toEqual([]);
  }, 180_000);

  test("was sent as it is, and stays in the runs that need it", async () => {
    expect(target.received.every(({ url, body }) => url.startsWith("/echo?") || body === "" || body.includes(hidden))).toBe(true);
    const run = await millrace.api<Run>("GET", `/api/v1/runs/${runs[0]}`);
    expect(run.keys).toEqual({ Token: "••••" });
  });
});
