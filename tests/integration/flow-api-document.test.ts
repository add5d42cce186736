import { afterAll, beforeAll, expect, test } from "vitest";
import type { ConfigValue, FlowDocument } from "#lib/flow/document.schema.ts";
import { listLatencies } from "#lib/server/answers/list-latencies.ts";
import { createConnection } from "#lib/server/connections/create-connection.ts";
import { pauseFlow } from "#lib/server/flows/pause-flow.ts";
import { readFlowApi } from "#lib/server/openapi/read-flow-api.ts";
import { buildDocument, literal, reference } from "#tests/support/build-document.ts";
import { startSyncLab, type SyncLab } from "#tests/support/sync-lab.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";

let lab: SyncLab;
let target: TargetServer;

beforeAll(async () => {
  target = await startTarget();
  lab = await startSyncLab({ egressAllow: [target.address] });
}, 60_000);

afterAll(async () => {
  await lab.stop();
  await target.close();
});

function answering(config: Record<string, ConfigValue>, connection?: string): FlowDocument {
  const document = buildDocument({ hook: { type: "core/webhook", config: { answer: literal("respond"), ...config } }, answer: { type: "core/respond", config: { body: reference("hook", "body") } } }, ["hook -> answer"]);
  return connection === undefined ? document : { ...document, nodes: document.nodes.map((node) => (node.name === "hook" ? { ...node, connection } : node)) };
}

interface Document {
  paths: Record<string, { post: { security: Record<string, string[]>[]; responses: Record<string, { description: string }> } }>;
  components: { securitySchemes: Record<string, Record<string, unknown>> };
}

test("the API's document tells a caller what to send for each flow as it is checked, and what every answer means", async () => {
  const credentials = [
    { kind: "http/basic", username: "ada", password: "enigma" }, { kind: "http/bearer", token: "enigma" }, { kind: "http/api-key", in: "header", name: "X-Token", value: "enigma" },
  ] as const;
  await lab.publish("open", answering({ address: literal("open") }));
  await lab.publish("keyed", answering({ address: literal("keyed"), auth: literal("api-key") }));
  for (const [index, credential] of credentials.entries()) {
    const { id } = await createConnection(lab.context, { name: `callers ${index}`, allowedHosts: ["callers.example"], credential });
    await lab.publish(`credential ${index}`, answering({ address: literal(`with-${index}`), auth: literal("connection") }, id));
  }
  const { paths, components } = (await readFlowApi(lab.context)) as unknown as Document;
  const asks = Object.entries(paths).map(([path, { post }]) => [path.split("/").at(-1), post.security.flatMap((one) => Object.keys(one)).map((name) => components.securitySchemes[name])]);
  expect(Object.fromEntries(asks)).toMatchObject({
    open: [], keyed: [{ type: "http", scheme: "bearer" }], "with-0": [{ type: "http", scheme: "basic" }], "with-1": [{ type: "http", scheme: "bearer" }], "with-2": [{ type: "apiKey", in: "header", name: "X-Token" }],
  });
  expect(JSON.stringify(components)).not.toContain("enigma");
  const statuses = Object.fromEntries(Object.entries(paths).map(([path, { post }]) => [path.split("/").at(-1), Object.keys(post.responses)]));
  expect([statuses["open"], statuses["with-0"], statuses["keyed"]].map((codes) => ["401", "403"].filter((code) => codes?.includes(code)))).toEqual([[], ["401"], ["401", "403"]]);
  for (const { post } of Object.values(paths)) for (const { description } of Object.values(post.responses)) expect(description).toMatch(/\.$/);
});

test("of all flows that answer it is told which one is slow, failing or late", async () => {
  const calling = (path: string, seconds: number) => buildDocument({
    hook: { type: "core/webhook", config: { answer: literal("respond"), deadline: literal(seconds) } },
    call: { type: "http/request", config: { method: literal("GET"), url: literal(`${target.url}/${path}`) }, settings: { retry: { attempts: 1, backoff: "constant", delayMs: 0, maxDelayMs: 0 } } },
    answer: { type: "core/respond", config: { body: literal("done") } },
  }, ["hook -> call", "call -> answer"]);
  target.answer = ({ url }) => (url === "/slow" ? { status: 200, delayMs: 1_500 } : { status: url === "/broken" ? 400 : 200 });
  const [quick, slow, broken] = [await lab.publish("quick", calling("quick", 10)), await lab.publish("slow", calling("slow", 1)), await lab.publish("broken", calling("broken", 10))];
  const nobody = await lab.publish("nobody calls it", answering({ address: literal("nobody") }));
  for (const flow of [quick, quick, slow, broken]) await lab.call(flow.hookPath, {});
  await pauseFlow(lab.context, { flow: broken.id, reason: "mended later" });
  const { flows } = await listLatencies(lab.context, { hours: "24" });
  const of = (id: string) => flows.find(({ flow }) => flow.id === id);
  expect(of(quick.id)).toMatchObject({ calls: 2, failed: 0, late: 0, deadlineMs: 10_000, status: "active", address: null });
  expect(of(slow.id)).toMatchObject({ calls: 1, failed: 0, late: 1, deadlineMs: 1_000 });
  expect(of(slow.id)?.ms?.p95).toBeCloseTo(1_000, 0);
  expect(of(broken.id)).toMatchObject({ calls: 1, failed: 1, late: 0, status: "paused" });
  expect(of(nobody.id)).toMatchObject({ calls: 0, ms: null, address: "nobody" });
});
