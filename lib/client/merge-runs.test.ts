import { describe, expect, it } from "vitest";
import type { Run } from "#lib/contracts/runs.schema.ts";
import { mergeRuns } from "./merge-runs.ts";

function run(id: string, status: Run["status"] = "succeeded"): Run {
  return {
    id, status, flow: { id: "flow_1", name: "Orders" }, version: 1, kind: "live", pattern: "event", error: null, handledErrors: 0, rejected: 0, eventId: null,
    startedBy: "event", parent: null, replayOf: null, reason: null, fingerprint: null, replayedBy: null, redrive: null, keys: {}, tags: [], keepsData: true,
    createdAt: "2026-11-23T14:00:00.000Z", startedAt: null, finishedAt: null,
  };
}
const nothing = new Map<string, Run | null>();

describe("mergeRuns", () => {
  it("puts new runs in front, renews known ones and keeps older rows with their cursor", () => {
    const list = { pages: [{ runs: [run("d", "running"), run("c")], next: "c" }, { runs: [run("b"), run("a")], next: "a" }], pageParams: [null, "c"] };
    const merged = mergeRuns(list, { runs: [run("e", "queued"), run("d")], next: "d" }, nothing);
    expect(merged.pages.map((page) => page.runs.map(({ id, status }) => `${id} ${status}`))).toEqual([
      ["e queued", "d succeeded", "c succeeded"],
      ["b succeeded", "a succeeded"],
    ]);
    expect(merged.pages.at(-1)?.next).toBe("a");
  });

  it("drops rows that the fresh page would show but does not", () => {
    const list = { pages: [{ runs: [run("d"), run("c"), run("b")], next: null }], pageParams: [null] };
    expect(mergeRuns(list, { runs: [run("d"), run("b")], next: "b" }, nothing).pages[0]?.runs.map(({ id }) => id)).toEqual(["d", "b"]);
  });

  it("is the fresh page alone when that is the whole list", () => {
    const list = { pages: [{ runs: [run("b")], next: "b" }, { runs: [run("a")], next: null }], pageParams: [null, "b"] };
    const fresh = { runs: [run("c")], next: null };
    expect(mergeRuns(list, fresh, nothing)).toEqual({ pages: [fresh], pageParams: [null] });
  });

  it("renews or removes single older rows", () => {
    const list = { pages: [{ runs: [run("c"), run("b", "running"), run("a", "running")], next: null }], pageParams: [null] };
    const merged = mergeRuns(list, { runs: [run("c")], next: "c" }, new Map([["b", run("b", "failed")], ["a", null]]));
    expect(merged.pages[0]?.runs.map(({ id, status }) => `${id} ${status}`)).toEqual(["c succeeded", "b failed"]);
  });
});
