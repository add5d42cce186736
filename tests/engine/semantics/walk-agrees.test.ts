import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { drawDocument, drawnId, type NodeDraw, nodeDraws } from "#tests/support/random-document.ts";
import { randomSeed } from "#tests/support/random-seed.ts";
import { playEngine } from "./engine-machine.ts";
import { type Lab, startLab } from "./lab.ts";
import type { Observed } from "./observed.ts";
import { playTogether } from "./play-together.ts";
import { SemanticCase } from "./semantic-case.schema.ts";
import { playWalk } from "./walk-machine.ts";

const documents = 60;
/** Nodes whose outcome depends on no clock and on no race, so that there is one right answer. */
const kinds = ["map", "request", "branch", "switch", "filter", "merge", "split", "collect", "deduplicate"] as const;

function caseOf(draws: readonly NodeDraw[], number: number): SemanticCase {
  const calm = draws.map((draw) => ({ ...draw, first: 0, clock: false }));
  const refused = calm.flatMap((draw, index) => (draw.kind === "request" && draw.fate % 5 === 4 ? [drawnId(index + 1)] : []));
  return SemanticCase.parse({
    id: `drawn-${number}`, rule: "graph-5", says: "A document drawn at random.", machines: ["walk", "embedded"], nodes: {}, edges: [],
    document: drawDocument(calm), script: Object.fromEntries(refused.map((id) => [id, [404]])), expect: {},
  });
}

/** How each node ended, as far as that is the walk's to say: a run that failed has stopped somewhere. */
function inWords(one: SemanticCase, { run, handled, steps }: Observed): object {
  if (run !== "succeeded") return { run };
  const sources = new Set((one.document?.nodes ?? []).filter(({ type }) => type === "core/split").map(({ id }) => id));
  const inside = new Set<string>();
  for (const edge of one.document?.edges ?? []) if (edge.carries === "records" && (sources.has(edge.from.node) || inside.has(edge.from.node))) inside.add(edge.to.node);
  const ends = (one.document?.nodes ?? []).map(({ id }) => {
    const step = steps.get(id);
    const isPort = !inside.has(id) && step?.status !== "skipped";
    return `${id} ${step?.status ?? "none"}${isPort ? `:${step?.port ?? ""}` : ""}`;
  });
  const outputs = (one.document?.nodes ?? []).filter(({ id, type }) => type === "core/map" && !inside.has(id)).map(({ id }) => [id, steps.get(id)?.output ?? null]);
  return { run, handled, ends, outputs };
}

let lab: Lab;
beforeAll(async () => {
  lab = await startLab();
});
afterAll(() => lab.stop());

test(`${documents} random documents: the engine ends as the walk does`, async () => {
  const cases = fc.sample(nodeDraws(9, kinds), { numRuns: documents, seed: randomSeed("walk and engine") }).map(caseOf);
  const played = playTogether(cases.map((one) => ({ name: one.id, play: () => playEngine(lab, one, "embedded") })), 10);
  let succeeded = 0;
  for (const one of cases) {
    const walked = playWalk(one, () => undefined);
    const [look] = (await played.get(one.id)) ?? [];
    expect(look && inWords(one, look.seen), JSON.stringify(one.document)).toEqual(inWords(one, walked));
    if (walked.run === "succeeded") succeeded += 1;
  }
  expect(succeeded).toBeGreaterThan(documents / 3);
}, 120_000);
