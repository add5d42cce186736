import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { RegionRequest } from "#lib/pipeline/region-request.ts";
import { buildDocument, fields, literal, nodeId, reference } from "#tests/support/build-document.ts";
import { type RegionLab, startRegionLab } from "#tests/support/region-lab.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";
import { until } from "#tests/support/until.ts";

let target: TargetServer;
let lab: RegionLab;
/** What the source has; a reader asks for what is newer than `since`. */
let stock: { id: number; at: string }[];

beforeAll(async () => {
  target = await startTarget();
  lab = await startRegionLab([target.address]);
});

afterAll(async () => {
  await lab.stop();
  await target.close();
});

beforeEach(() => {
  target.received.length = 0;
  stock = [1, 2, 3, 4, 5].map((id) => ({ id, at: `2026-01-0${id}` }));
  target.answer = ({ url }) => {
    const asked = new URL(url, "http://x").searchParams;
    const since = asked.get("since") ?? "";
    const page = Number(asked.get("page"));
    return { status: 200, body: JSON.stringify(stock.filter((each) => each.at > since).slice((page - 1) * 2, page * 2)) };
  };
});

const id = nodeId;

function reading(settings: { overlap?: "wait" | "skip" | "cancel" } = {}, path = "/records"): FlowDocument {
  return buildDocument(
    {
      hook: { type: "core/webhook" },
      changes: { type: "http/pages", config: { url: literal(`${target.url}${path}`), paging: literal("page"), size: literal(2), key: literal("id"), since: literal("at"), sinceParameter: literal("since") }, settings: { retry: { attempts: 1, backoff: "constant", delayMs: 0, maxDelayMs: 0 }, ...settings } },
      shape: { type: "core/map", config: { fields: fields({ id: reference("changes", "id") }) } },
      all: { type: "core/collect" },
    },
    ["hook -> changes", "changes => shape", "shape => all"],
  );
}

async function idsOf(request: RegionRequest): Promise<number[]> {
  const progress = await lab.drive(request);
  expect(progress.status).toBe("done");
  await lab.end(request, "succeeded");
  const items = progress.status === "done" ? progress.outputs[id("all")]?.["items"] : undefined;
  return Array.isArray(items) ? items.map((item) => (item as { id: number }).id) : [];
}

describe("region-8: a cursor belongs to flow, source and what is read", () => {
  test("the next run reads what is newer, whatever the version", async () => {
    const first = await lab.begin(reading(), "changes");
    expect(await idsOf(first)).toEqual([1, 2, 3, 4, 5]);
    stock.push({ id: 6, at: "2026-01-06" });
    expect(await idsOf(await lab.begin(reading(), "changes", { flowId: first.flowId }))).toEqual([6]);
    expect(await idsOf(await lab.begin(reading(), "changes", { flowId: first.flowId }))).toEqual([]);
    // Another URL is another source.
    expect(await idsOf(await lab.begin(reading({}, "/others"), "changes", { flowId: first.flowId }))).toEqual([1, 2, 3, 4, 5, 6]);
    // Another flow has read nothing yet.
    expect(await idsOf(await lab.begin(reading(), "changes"))).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("a failed run leaves it where its last chunk ended, and holds nothing", async () => {
    const first = await lab.begin(reading(), "changes");
    const serve = target.answer;
    // The second page takes so long that the chunk ends with it; the third is gone.
    target.answer = (call) => (call.url.includes("page=3") ? { status: 404 } : { ...serve(call), delayMs: call.url.includes("page=2") ? 2_050 : 0 });
    expect(await lab.drive(first)).toMatchObject({ status: "failed", error: { class: "not_found" }, summary: { read: 4 } });
    await lab.end(first, "failed");
    const { rows } = await lab.database.pool.query<{ held_by: string | null; cursor: { at: number } | null }>("select held_by, cursor from source_cursors where flow_id = $1", [first.flowId]);
    expect(rows).toEqual([{ held_by: null, cursor: { at: 3, newest: "2026-01-04", since: null } }]);
    target.answer = serve;
    expect(await idsOf(await lab.begin(reading(), "changes", { flowId: first.flowId }))).toEqual([5]);
  });

  test("between two chunks it goes on there", async () => {
    const request = await lab.begin(reading(), "changes");
    // As another process left it after two pages.
    const cursor = { at: 3, newest: "2026-01-04", since: null };
    const identity = await identityOf(request);
    await lab.database.pool.query("update region_states set chunk = 1, cursor = $2, status = 'running' where run_id = $1", [request.runId, JSON.stringify(cursor)]);
    await lab.database.pool.query("update source_cursors set cursor = $2 where identity = $1 and flow_id = $3", [identity, JSON.stringify(cursor), request.flowId]);
    target.received.length = 0;
    expect(await idsOf(request)).toEqual([5]);
    expect(target.received.map((call) => new URL(call.url, "http://x").searchParams.get("page"))).toEqual(["3"]);
  });
});

/** Begins a region without making a chunk, and gives what its cursor is kept under. */
async function identityOf(request: RegionRequest): Promise<string> {
  const abort = new AbortController();
  const serve = target.answer;
  target.answer = (call) => {
    abort.abort(new Error("enough"));
    return serve(call);
  };
  await expect(lab.drive(request, lab.regions(), abort.signal)).rejects.toThrow("enough");
  target.answer = serve;
  const [state] = await lab.rows<{ identity: string }>("region_states", request);
  return state?.identity ?? "";
}

describe("region-8: one live run reads a source", () => {
  test.each([
    ["wait", { status: "later", why: "held" }],
    ["skip", { status: "skipped" }],
  ] as const)("a second one that is set to %s", async (overlap, expected) => {
    const first = await lab.begin(reading(), "changes");
    await identityOf(first);
    const second = await lab.begin(reading({ overlap }), "changes", { flowId: first.flowId });
    target.received.length = 0;
    expect(await lab.drive(second)).toMatchObject(expected);
    expect(target.received).toEqual([]);
    // A holder that is final holds nothing.
    await lab.end(first, "failed");
    expect(await lab.drive(second)).toMatchObject({ status: "done" });
  });

  test("a second one that takes over ends the first, which writes nothing more", async () => {
    const first = await lab.begin(reading(), "changes");
    await identityOf(first);
    const second = await lab.begin(reading({ overlap: "cancel" }), "changes", { flowId: first.flowId });
    expect(await lab.drive(second)).toMatchObject({ status: "done", outputs: { [id("changes")]: { read: 5 } } });
    const { rows } = await lab.database.pool.query<{ status: string }>("select status from runs where id = $1", [first.runId]);
    expect(rows).toEqual([{ status: "cancelled" }]);
    expect(await lab.drive(first)).toEqual({ status: "lost" });
  });

  test("of many at once exactly one reads", async () => {
    const document = reading({ overlap: "skip" });
    const first = await lab.begin(document, "changes");
    const others = await Promise.all(Array.from({ length: 7 }, () => lab.begin(document, "changes", { flowId: first.flowId })));
    const serve = target.answer;
    target.answer = (call) => ({ ...serve(call), delayMs: 300 });
    const ends = await Promise.all([first, ...others].map((request) => lab.drive(request)));
    expect(ends.map(({ status }) => status).toSorted()).toEqual(["done", ...Array.from({ length: 7 }, () => "skipped")]);
  });
});

describe("region-6: slices", () => {
  test("a chunk that is full with the last page ends the region in the same commit: after it, the cursor means the next run", async () => {
    const size = 1_001;
    const records = Array.from({ length: 9 * size + 995 }, (_, index) => ({ id: index }));
    target.answer = ({ url }) => {
      const page = Number(new URL(url, "http://x").searchParams.get("page"));
      return { status: 200, body: JSON.stringify(records.slice((page - 1) * size, page * size)) };
    };
    const document = buildDocument(
      { hook: { type: "core/webhook" }, all: { type: "core/collect", config: { limit: literal(10_000) } }, changes: { type: "http/pages", config: { url: literal(`${target.url}/all`), paging: literal("page"), size: literal(size), key: literal("id") } }, few: { type: "core/filter", config: { when: { kind: "cel", source: `${id("changes")}.id < 5` } } } },
      ["hook -> changes", "changes => few", "few => all"],
    );
    const request = await lab.begin(document, "changes");
    const statuses: string[] = [];
    const watched = lab.regions({
      write(held, chunk) {
        statuses.push(chunk.status);
        return lab.stores.write(held, chunk);
      },
    });
    expect(await lab.drive(request, watched)).toMatchObject({ status: "done", outputs: { [id("changes")]: { read: records.length } } });
    expect(statuses).toEqual(["succeeded"]);
  });

  test("a chunk that outlasts its slice goes on, and the next slice takes its outcome", async () => {
    const serve = target.answer;
    target.answer = (call) => ({ ...serve(call), delayMs: call.url.includes("page=2") ? 400 : 0 });
    const request = await lab.begin(reading(), "changes");
    const regions = lab.regions({}, { begunWithinMs: 50, sliceMs: 100 });
    const signal = new AbortController().signal;
    const began = performance.now();
    expect(await regions.advance(request, signal)).toEqual({ status: "more" });
    expect(performance.now() - began).toBeLessThan(350);
    const progress = await lab.drive(request, regions);
    expect(progress).toMatchObject({ status: "done", outputs: { [id("changes")]: { read: 5 } } });
    expect(target.received).toHaveLength(3);
  });

  test("a session that nobody asks for lets go of what it holds, and the region goes on later", async () => {
    const serve = target.answer;
    target.answer = (call) => ({ ...serve(call), delayMs: call.url.includes("page=2") ? 300 : 0 });
    const request = await lab.begin(reading(), "changes");
    const regions = lab.regions({}, { begunWithinMs: 10, sliceMs: 50, idleMs: 20 });
    expect(await regions.advance(request, new AbortController().signal)).toEqual({ status: "more" });
    await delay(100);
    expect(await lab.drive(request, regions)).toMatchObject({ status: "done", outputs: { [id("changes")]: { read: 5 } } });
  });

  test("a stop lets the chunk under way end, and refuses the next slice", async () => {
    const serve = target.answer;
    target.answer = (call) => ({ ...serve(call), delayMs: 100 });
    const request = await lab.begin(reading(), "changes");
    const regions = lab.regions();
    const asked = target.received.length;
    const slice = regions.advance(request, new AbortController().signal);
    await until("the first page to be asked for", () => target.received.length > asked);
    await regions.stop();
    expect(await slice).toMatchObject({ status: "done" });
    await expect(regions.advance(request, new AbortController().signal)).rejects.toThrow(/stopping/);
  });
});
