import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { driveHere } from "#inngest/drive-here.ts";
import type { ConfigValue, FlowDocument } from "#lib/flow/document.schema.ts";
import type { Json } from "#lib/json.ts";
import { handleForm } from "#lib/server/forms/form-listener.ts";
import { pauseFlow } from "#lib/server/flows/pause-flow.ts";
import { listRuns } from "#lib/server/runs/list-runs.ts";
import { runtime, setRuntime } from "#lib/server/runtime.ts";
import { buildDocument, literal, reference } from "#tests/support/build-document.ts";
import { startEngine, type TestEngine } from "#tests/support/start-engine.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { until } from "#tests/support/until.ts";

let engine: TestEngine;
let server: Server;
let target: TargetServer;
let base: string;
let here: Awaited<ReturnType<typeof driveHere>>;

beforeAll(async () => {
  target = await startTarget();
  server = createServer((request, response) => void handleForm(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  engine = await startEngine({ egressAllow: [target.address], publicUrl: base });
  here = await driveHere(runtime());
  setRuntime({ ...runtime(), driver: here.driver });
}, 60_000);
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await here.stop(0);
  await engine.stop();
  await target.close();
});

const asked: Json = [{ name: "mail", label: "E-mail", type: "email", required: true }];

/** Form -> call of the target -> Respond with what `body` says. */
function lead(form: Record<string, Json>, body: ConfigValue, status = 200): FlowDocument {
  const config = Object.fromEntries(Object.entries({ title: "Talk to us", fields: asked, answer: "respond", ...form }).map(([key, value]) => [key, literal(value)]));
  return buildDocument(
    {
      form: { type: "core/form", config },
      crm: { type: "http/request", config: { method: literal("POST"), url: literal(`${target.url}/leads`), send: literal("value"), bodyValue: reference("form", "fields") } },
      thank: { type: "core/respond", config: { status: literal(status), body } },
    },
    ["form -> crm", "crm -> thank"],
  );
}

const number = { kind: "template", parts: ["Thank you. Your number is ", { kind: "reference", node: reference("crm").node, path: ["body", "number"] }, "."] } as unknown as ConfigValue;

interface Page {
  status: number;
  headers: Headers;
  text: string;
}

const read = async (answer: Response): Promise<Page> => ({ status: answer.status, headers: answer.headers, text: await answer.text() });
const open = async (path: string): Promise<Page> => read(await fetch(`${base}/f/${path}`, { redirect: "manual" }));
const hidden = ({ text }: Page, name: string): string => new RegExp(`name=":${name}" value="([^"]+)"`).exec(text)?.[1] ?? "";

async function send(path: string, values: Record<string, string>, headers: Record<string, string> = {}): Promise<Page> {
  return await read(await fetch(`${base}/f/${path}`, { method: "POST", redirect: "manual", headers: { "content-type": "application/x-www-form-urlencoded", ...headers }, body: new URLSearchParams(values).toString() }));
}

async function fill(path: string, values: Record<string, string> = { mail: "ada@example.com" }, headers: Record<string, string> = {}): Promise<Page> {
  const page = await open(path);
  return await send(path, { ":submission": hidden(page, "submission"), ":opened": hidden(page, "opened"), ...values }, headers);
}

async function runsOf(flow: string): Promise<number> {
  return (await listRuns(engine.context, { flow, limit: 50 })).runs.length;
}

describe("a form whose flow answers", () => {
  test("shows what Respond gives, as text; sent twice from one page it runs once and says the same", async () => {
    target.received.length = 0;
    target.answer = () => ({ status: 201, body: '{"number":"L-<b>7</b>"}' });
    const flow = await engine.publish("leads", lead({}, number));
    const page = await open(flow.hookPath);
    const values = { ":submission": hidden(page, "submission"), mail: "ada@example.com" };
    const answer = await send(flow.hookPath, values);
    expect(answer.status).toBe(200);
    expect(answer.text).toContain("Thank you. Your number is L-&lt;b&gt;7&lt;/b&gt;.");
    expect(answer.headers.get("content-security-policy")).not.toContain("script");
    const again = await send(flow.hookPath, values);
    expect(again.text).toContain("Your number is L-&lt;b&gt;7&lt;/b&gt;.");
    expect(target.received.map(({ body }) => body)).toEqual(['{"mail":"ada@example.com"}']);
    expect(await runsOf(flow.id)).toBe(1);
  });

  test("an answer of several values is a heading, a sentence and rows; one that refuses says why, with its status", async () => {
    target.answer = () => ({ status: 201, body: '{"number":7}' });
    const rich = await engine.publish("rich", lead({}, literal({ title: "All set", message: "We call you.", number: 7, nothing: null })));
    const answer = await fill(rich.hookPath);
    expect(answer.text).toMatch(/<h1>All set<\/h1>[\s\S]*We call you\.[\s\S]*<dt>number<\/dt><dd class="text">7<\/dd>/);
    expect(answer.text).not.toContain("nothing");
    const strict = await engine.publish("strict", lead({}, literal({ message: "We are full this week." }), 409));
    const refused = await fill(strict.hookPath);
    expect([refused.status, refused.text.includes("We are full this week.")]).toEqual([409, true]);
  });

  test("says that it arrived when the flow fails, and nothing of why", async () => {
    target.answer = () => ({ status: 422, body: '{"error":"secret detail"}' });
    const flow = await engine.publish("failing", lead({}, number));
    const answer = await fill(flow.hookPath);
    expect(answer.status).toBe(500);
    expect(answer.text).toContain("Your answers have arrived, but could not be dealt with");
    expect(answer.text).not.toMatch(/secret detail|http_422/);
  });

  test("at the deadline sends on to a page that looks again by itself, until the answer is there", async () => {
    target.answer = () => ({ status: 201, body: '{"number":9}', delayMs: 2_500 });
    const flow = await engine.publish("slow", lead({ deadline: 1 }, number));
    const late = await fill(flow.hookPath);
    expect(late.status).toBe(303);
    const location = late.headers.get("location") ?? "";
    expect(location).toMatch(new RegExp(`^/f/${flow.hookPath}\\?answer=[\\w.-]{60,}$`));
    const waiting = await open(location.slice(3));
    expect([waiting.status, waiting.headers.get("refresh")]).toEqual([200, "2"]);
    expect(waiting.text).toContain("are being worked on");
    const done = await until("the answer", async () => {
      const page = await open(location.slice(3));
      return page.headers.get("refresh") === null ? page : undefined;
    });
    expect(done.text).toContain("Your number is 9.");
    expect((await open(`${location.slice(3)}x`)).status).toBe(404);
    expect((await open(location.slice(3).replace(/answer=./, "answer=x"))).status).toBe(404);
  });

  test("is closed while its flow is paused: nothing is stored, and what was typed is kept", async () => {
    const flow = await engine.publish("closed", lead({}, number));
    await pauseFlow(engine.context, { flow: flow.id, reason: "holiday" });
    const page = await fill(flow.hookPath);
    expect([page.status, page.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(page.text).toContain("closed for now");
    expect(page.text).toContain('value="ada@example.com"');
    expect(await runsOf(flow.id)).toBe(0);
  });
});

describe("what programs send", () => {
  const plain = (form: Record<string, Json>) => {
    const document = lead({ answer: "ack", ...form }, number);
    return { ...document, nodes: document.nodes.filter(({ name }) => name !== "thank"), edges: document.edges.slice(0, 1) };
  };

  test("into the field that people do not see is not stored; without it the same page is", async () => {
    const flow = await engine.publish("trap", plain({}));
    const page = await open(flow.hookPath);
    expect(page.text).toMatch(/<div class="trap" aria-hidden="true">.*name=":website" tabindex="-1"/);
    const caught = await fill(flow.hookPath, { mail: "ada@example.com", ":website": "https://spam.example" });
    expect([caught.status, caught.text.includes("people do not see")]).toEqual([422, true]);
    expect(await runsOf(flow.id)).toBe(0);
    const kept = await send(flow.hookPath, { ":submission": hidden(caught, "submission"), mail: "ada@example.com", ":website": "" });
    expect(kept.status).toBe(303);
    expect(await runsOf(flow.id)).toBe(1);
  });

  test("faster than people is asked for again; a time that we did not sign is no time", async () => {
    const flow = await engine.publish("fast", plain({ leastSeconds: 60 }));
    const page = await open(flow.hookPath);
    const opened = hidden(page, "opened");
    const [, signature] = opened.split(".");
    const old = (Date.now() - 3_600_000).toString(36);
    for (const token of [opened, `${old}.${signature}`, "x.y", ""]) {
      const answer = await send(flow.hookPath, { ":submission": hidden(page, "submission"), ":opened": token, mail: "ada@example.com" });
      expect([answer.status, answer.text.includes("faster than people")]).toEqual([422, true]);
    }
    expect(await runsOf(flow.id)).toBe(0);
    const quick = await engine.publish("slow enough", plain({ leastSeconds: 1 }));
    const first = await fill(quick.hookPath);
    expect(first.status).toBe(422);
    const then = await until("a second to pass", async () => {
      const answer = await send(quick.hookPath, { ":submission": hidden(first, "submission"), ":opened": hidden(first, "opened"), mail: "ada@example.com" });
      return answer.status === 303 ? answer : undefined;
    });
    expect(then.status).toBe(303);
    expect(await runsOf(quick.id)).toBe(1);
  });

  test("too often from one network, or from everybody, is asked to wait and keeps what was typed", async () => {
    const flow = await engine.publish("often", plain({ perVisitor: 2, perMinute: 4 }));
    const from = (ip: string) => fill(flow.hookPath, { mail: "ada@example.com" }, { "x-forwarded-for": ip });
    const statuses = [];
    for (const ip of ["203.0.113.1", "203.0.113.1", "203.0.113.1", "2001:db8::1", "2001:db8::2", "2001:db8::3"]) statuses.push((await from(ip)).status);
    expect(statuses).toEqual([303, 303, 429, 303, 303, 429]);
    const page = await from("203.0.113.1");
    expect(Number(page.headers.get("retry-after"))).toBeGreaterThan(300);
    expect(page.text).toMatch(/many times[\s\S]*value="ada@example\.com"/);
    const other = await from("203.0.113.9");
    expect([other.status, Number(other.headers.get("retry-after")) <= 60, other.text.includes("Very many")]).toEqual([429, true, true]);
    expect(await runsOf(flow.id)).toBe(4);
  });
});

test("the page wears the form's colour, look and logo, and loads nothing", async () => {
  const logo = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=";
  const themed = await engine.publish("themed", lead({ accent: "#ffd400", look: "dark", logo }, number));
  const page = await open(themed.hookPath);
  expect(page.headers.get("content-security-policy")).toMatch(/^default-src 'none'; img-src data:; style-src 'nonce-/);
  expect(page.text).toContain(`<img class="logo" src="${logo}" alt="">`);
  expect(page.text).toContain("--ink: #ffd400");
  expect(page.text).toContain("--on-ink: black");
  expect(page.text).not.toContain("prefers-color-scheme");
  const light = await open((await engine.publish("light", lead({ look: "light", accent: "#123456" }, number))).hookPath);
  expect(light.text).toContain("--on-ink: white");
  expect(light.headers.get("content-security-policy")).not.toContain("img-src");
  for (const [key, value] of [["accent", "red;} body{background:url(https://evil.example)"], ["logo", "https://evil.example/x.png"], ["logo", "data:image/svg+xml;base64,PHN2Zz4="]] as const) {
    await expect(engine.publish(`bad ${key}`, lead({ [key]: value }, number))).rejects.toMatchObject({ code: "invalid" });
  }
});
