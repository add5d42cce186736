import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { buildDocument, fields, literal, nodeId, reference } from "#tests/support/build-document.ts";
import { type RegionLab, startRegionLab } from "#tests/support/region-lab.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";

let target: TargetServer;
let lab: RegionLab;

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
  target.answer = () => ({ status: 200 });
});

const cel = (source: string) => ({ kind: "cel" as const, source });

describe("a list is split and collected", () => {
  test("each item passes filter and map; done and collect tell the same counts", async () => {
    const document = buildDocument(
      {
        hook: { type: "core/webhook" },
        items: { type: "core/split", config: { list: reference("hook", "body", "lines"), key: literal("id") } },
        big: { type: "core/filter", config: { when: cel(`${nodeId("items")}.amount > 10`) } },
        shape: { type: "core/map", config: { fields: fields({ id: reference("items", "id"), double: cel(`${nodeId("items")}.amount * 2`) }) } },
        all: { type: "core/collect", config: { limit: literal(100) } },
      },
      ["hook -> items", "items => big", "big => shape", "shape => all"],
    );
    const request = await lab.begin(document, "items", { input: { body: { lines: [{ id: 1, amount: 5 }, { id: 2, amount: 50 }, { id: 3, amount: 11 }] } } });
    const progress = await lab.drive(request);
    expect(progress).toMatchObject({
      status: "done",
      outputs: {
        [nodeId("items")]: { read: 3, filtered: 1, rejected: 0, written: { [nodeId("all")]: 2 }, window: null },
        [nodeId("all")]: { read: 2, written: 2, rejected: 0, items: [{ id: 2, double: 100 }, { id: 3, double: 22 }] },
      },
      counts: { [nodeId("big")]: { in: 3, out: 2, filtered: 1, rejected: 0, written: 0 } },
    });
    // Asked again after the end, as after a crash before the engine recorded it.
    expect(await lab.drive(request)).toEqual(progress);
    expect(lab.faults).toEqual([]);
  });
});
