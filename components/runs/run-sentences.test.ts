import { describe, expect, it } from "vitest";
import type { NodeType, NodeTypes } from "#lib/flow/node-type.ts";
import { canvasSteps } from "./canvas-steps.ts";
import { effectsInWords, sumEffects } from "./effects-words.ts";
import { endInWords, handledInWords, stateInWords } from "./ending.ts";
import { mergeArrivals } from "./merge-arrivals.ts";
import { portInWords } from "./port-words.ts";
import { ratePerSecond } from "./region-rate.ts";
import { previewInWords } from "./replay-words.ts";
import { inline, runDetail, said, stepRun } from "./run.test-support.ts";
import { starterInWords } from "./starter-words.ts";
import { flagWords } from "./step-flags.tsx";

const types: NodeTypes = new Map([["core/stop", { built: "stop" } as NodeType]]);

describe("effectsInWords", () => {
  it("counts by outcome and names the noun once", () => {
    expect(effectsInWords({ sent: 0, confirmed: 1, refused: 0, unknown: 0 })).toBe("1 request confirmed");
    expect(effectsInWords({ sent: 1, confirmed: 2, refused: 3, unknown: 1 })).toBe("2 requests confirmed, 1 of unknown outcome, 3 refused, 1 under way");
    expect(effectsInWords({ sent: 0, confirmed: 0, refused: 0, unknown: 1 })).toBe("1 request of unknown outcome");
    expect(effectsInWords({ sent: 0, confirmed: 0, refused: 0, unknown: 0 })).toBeNull();
  });

  it("adds up over steps", () => {
    const one = stepRun({ effects: { sent: 1, confirmed: 2, refused: 3, unknown: 4 } });
    expect(sumEffects([one, one])).toEqual({ sent: 2, confirmed: 4, refused: 6, unknown: 8 });
  });
});

describe("how a run ended", () => {
  const stop = stepRun({ node: "n_stop", name: "No stock", type: "core/stop" });

  it("names the step that failed, or that stopped it", () => {
    expect(stateInWords(runDetail({ status: "failed", error: { class: "fatal", code: "failed", message: said("no"), node: "n_aaaa" }, steps: [stepRun({ name: "Book payment" })] }), types)).toBe("Failed at Book payment");
    expect(stateInWords(runDetail({ reason: said("sold out"), steps: [stop] }), types)).toBe("Stopped at No stock");
    expect(stateInWords(runDetail(), types)).toBe("Succeeded");
  });

  it("says why in a sentence, and nothing for one that came to its end", () => {
    expect(endInWords(runDetail({ reason: said("sold out") }))).toBe("Stopped: sold out");
    expect(endInWords(runDetail({ status: "failed", error: { class: "fatal", code: "failed", message: said("order 7 has a negative total") } }))).toBe("order 7 has a negative total");
    expect(endInWords(runDetail({ status: "cancelled", reason: said("Cancelled by Ada") }))).toBe("Cancelled by Ada");
    expect(endInWords(runDetail({ status: "running" }))).toBeNull();
    expect(endInWords(runDetail())).toBeNull();
    expect(handledInWords(1)).toBe("1 handled error");
    expect(handledInWords(2)).toBe("2 handled errors");
  });

  it("tells who started it", () => {
    const names = new Map([["usr_1", "Ada"]]);
    expect(["event", "call", "replay", "user:usr_1", "user:usr_2", "key:key_1"].map((who) => starterInWords(who, names))).toEqual(["An event", "Another flow", "A replay", "Ada", "A former member", "An API key"]);
    expect(starterInWords("user:usr_1", null)).toBe("A member");
  });
});

describe("previewInWords", () => {
  const preview = { version: 3, reused: ["a", "b", "c"], again: ["d", "e"], confirmed: [{ node: "d", count: 3 }, { node: "e", count: 1 }] };

  it("says what is reused, run again and skipped, or repeated", () => {
    expect(previewInWords(preview, false)).toBe("3 steps are reused, 2 run again, 4 confirmed effects are skipped.");
    expect(previewInWords(preview, true)).toBe("3 steps are reused, 2 run again, 4 confirmed effects are repeated.");
    expect(previewInWords({ version: 3, reused: [], again: ["a"], confirmed: [] }, false)).toBe("1 step runs again.");
    expect(previewInWords({ version: 3, reused: ["a"], again: ["b"], confirmed: [{ node: "b", count: 1 }] }, false)).toBe("1 step is reused, 1 runs again, 1 confirmed effect is skipped.");
  });
});

describe("what a step shows", () => {
  it("has a word for each flag", () => {
    expect(flagWords(stepRun({ reused: true, simulated: true, late: true }))).toEqual(["Reused", "Simulated", "Late"]);
    expect(flagWords(stepRun())).toEqual([]);
  });

  it("names the way it went on by its label", () => {
    const node = { id: "n_aaaa", name: "By country", type: "core/switch", settings: {}, config: { cases: { kind: "cases" as const, cases: [{ port: "c_ab12", label: "EU", when: { kind: "cel" as const, source: "true" } }] } } };
    const type = { built: "switch", kind: "logic", casesField: "cases", canFail: true, outputs: [{ id: "else", carries: "any", label: "else" }] } as unknown as NodeType;
    expect(portInWords("c_ab12", node, type)).toBe("It went on at “EU”.");
    expect(portInWords("out", node, type)).toBeNull();
    expect(portInWords("filtered", node, type)).toBe("It did not fit, so its path ended here.");
  });

  it("tells which paths a merge went on with, and which came late", () => {
    const node = (id: string, name: string) => ({ id, name, type: "core/map", config: {}, settings: {} });
    const edge = (id: string, from: string) => ({ id, carries: "value" as const, from: { node: from, port: "out" }, to: { node: "n_merg", port: "in" } });
    const merge = stepRun({ node: "n_merg", type: "core/merge", output: inline({ dhl: { price: 4 }, post: null, ups: null }) });
    const run = runDetail({
      document: { schemaVersion: 3, nodes: [node("n_aaaa", "DHL"), node("n_bbbb", "Post"), node("n_cccc", "UPS"), node("n_merg", "First")], edges: [edge("e_0001", "n_aaaa"), edge("e_0002", "n_bbbb"), edge("e_0003", "n_cccc")], layout: { nodes: {} } },
      steps: [stepRun({ node: "n_aaaa" }), stepRun({ node: "n_bbbb", late: true }), stepRun({ node: "n_cccc", status: "skipped" }), merge],
    });
    expect(mergeArrivals(run, merge)).toEqual({ arrived: ["dhl"], late: ["post"], missing: ["ups"] });
    expect(mergeArrivals(run, stepRun({ node: "n_merg" }))).toBeNull();
  });
});

describe("records", () => {
  const counts = (from: number, out: number) => ({ in: from, out, filtered: 0, rejected: 0, written: 0 });
  const region = {
    source: "n_src0", status: "running" as const, chunks: 1, rejects: 0, samples: {}, cursor: null, error: null, startedAt: "2026-11-23T14:00:00.000Z", updatedAt: "2026-11-23T14:00:02.000Z",
    counts: { n_src0: counts(0, 100), n_left: counts(60, 60) },
  };

  it("stand on the canvas while their region runs, also for steps that have no end yet", () => {
    const shown = canvasSteps({ steps: [stepRun({ node: "n_src0", status: "running" }), stepRun({ node: "n_othr" })], regions: [region] });
    expect(shown.map(({ node, status, counts }) => [node, status, counts?.out ?? null])).toEqual([["n_src0", "running", 100], ["n_othr", "succeeded", null], ["n_left", "running", 60]]);
    expect(canvasSteps({ steps: [], regions: [{ ...region, status: "succeeded" }] })).toEqual([]);
  });

  it("have a rate between two looks", () => {
    expect(ratePerSecond({ records: 0, atMs: 1_000 }, { records: 424, atMs: 3_000 })).toBe(212);
    expect(ratePerSecond({ records: 5, atMs: 3_000 }, { records: 5, atMs: 3_000 })).toBeNull();
  });
});
