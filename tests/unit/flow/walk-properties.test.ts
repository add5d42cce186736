import fc from "fast-check";
import { expect, test } from "vitest";
import { nodeTypes } from "#lib/connectors/registry.ts";
import { compile } from "#lib/flow/compile.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import { disabledPort } from "#lib/flow/ports.ts";
import { type Outcome, type Settling, Walk } from "#lib/flow/walk.ts";
import { drawDocument, drawnId, type NodeDraw, nodeDraws } from "#tests/support/random-document.ts";
import { randomSeed } from "#tests/support/random-seed.ts";
import { type Happening, ReferenceWalk, type Standing } from "./reference-walk.ts";

const documents = 10_000;

/** What becomes of a node that runs, as it was drawn. */
function fateOf(draw: NodeDraw, isOff: boolean, allowed: string): Outcome {
  const { kind, fate } = draw;
  if (isOff) return { status: "succeeded", port: disabledPort({ kind: kind === "split" ? "source" : "action", ...(kind === "branch" || kind === "switch" ? { built: kind } : {}) }) };
  if (kind === "merge") return allowed === "error" ? { status: "failed" } : { status: "succeeded", port: allowed };
  if (kind === "stop" || kind === "fail") return { status: "ended" };
  if (fate % 5 === 4) return { status: "failed" };
  switch (kind) {
    case "branch":
      return { status: "succeeded", port: fate % 2 === 0 ? "yes" : "else" };
    case "switch":
      return { status: "succeeded", port: ["c_aa", "c_bb", "else"][fate % 3] ?? "else" };
    case "filter":
      return { status: "succeeded", port: fate % 2 === 0 ? "out" : "filtered" };
    case "split":
      return { status: "succeeded", port: "done" };
    default:
      return { status: "succeeded", port: "out" };
  }
}

/** All that a walk has said so far, in the reference's words. */
class Said {
  readonly ready = new Map<string, string>();
  readonly skipped = new Set<string>();
  readonly clocks = new Set<string>();
  readonly late = new Set<string>();
  readonly #walk: Walk;

  constructor(walk: Walk) {
    this.#walk = walk;
  }

  hear({ ready, skipped, clocks, late }: Settling): void {
    for (const id of ready) {
      if (this.ready.has(id)) expect.fail(`${id} runs twice`);
      this.ready.set(id, this.#walk.merged(id)?.port ?? "out");
    }
    for (const id of skipped) this.skipped.add(id);
    for (const id of clocks) this.clocks.add(id);
    for (const { merge, from } of late) this.late.add(`${merge}<${from}`);
  }
}

const sorted = (set: Iterable<string>): string[] => [...set].toSorted();

/** As text first: a comparison by vitest takes longer than the walk itself. */
function inText({ ready, skipped, clocks, late }: Omit<Standing, "ended">, ended: string | null, isOver: boolean): string {
  return JSON.stringify({ ready: sorted([...ready].map((pair) => pair.join(" "))), skipped: sorted(skipped), clocks: sorted(clocks), late: sorted(late), ended, isOver });
}

function compare(said: Said, standing: Standing, walk: Walk, isOver: boolean): void {
  const walked = inText(said, walk.ended?.node ?? null, walk.isOver);
  const wanted = inText(standing, standing.ended, isOver);
  if (walked !== wanted) expect(JSON.parse(walked)).toEqual(JSON.parse(wanted));
}

/** An edge into it is open although the node may run: only a merge that counts or has a clock does that. */
function runsEarly(document: FlowDocument, id: string, ended: ReadonlySet<string>): boolean {
  const node = document.nodes.find((one) => one.id === id);
  const isCounting = node?.type === "core/merge" && (node.config["first"] !== undefined || node.config["timeoutMs"] !== undefined);
  return !isCounting && document.edges.some((edge) => edge.carries === "value" && edge.to.node === id && !ended.has(edge.from.node));
}

function play(draws: readonly NodeDraw[], order: readonly number[]): "ended" | "settled" {
  const document = drawDocument(draws);
  const compiled = compile(document, nodeTypes);
  if (!compiled.ok) throw new Error(compiled.problem.map(({ rule, message }) => `${rule}: ${message}`).join(" "));
  const walk = new Walk(compiled.value);
  const reference = new ReferenceWalk(document);
  const said = new Said(walk);
  const ended = new Set<string>([drawnId(0)]);
  const timedOut = new Set<string>();
  said.hear(walk.start());
  compare(said, reference.start(), walk, reference.isOver);

  for (let turn = 0; ; turn += 1) {
    for (const id of said.skipped) ended.add(id);
    const running = [...said.ready.keys()].filter((id) => !ended.has(id));
    const early = running.find((id) => runsEarly(document, id, ended));
    if (early !== undefined) expect.fail(`${early} runs before an edge into it has settled`);
    const clocks = walk.ended === undefined ? [...said.clocks].filter((id) => !said.ready.has(id) && !said.skipped.has(id) && !timedOut.has(id)) : [];
    const choices: Happening[] = [
      ...running.map((id) => {
        const draw = draws[Number(id.slice(2)) - 1];
        if (!draw) throw new Error(`${id} was not drawn`);
        return { node: id, outcome: fateOf(draw, draw.disabled, said.ready.get(id) ?? "out") };
      }),
      ...clocks.map((id) => ({ timeout: id })),
    ];
    const chosen = choices[(order[turn % order.length] ?? 0) % Math.max(1, choices.length)];
    if (!chosen) break;
    if ("timeout" in chosen) {
      timedOut.add(chosen.timeout);
      said.hear(walk.timeout(chosen.timeout));
    } else {
      const settling = walk.settle(chosen.node, chosen.outcome);
      ended.add(chosen.node);
      for (const member of compiled.value.regions.get(chosen.node)?.members ?? []) if (walk.outcome(member)) ended.add(member);
      said.hear(settling);
    }
    compare(said, reference.happens(chosen), walk, reference.isOver);
  }

  expect(walk.isOver, "nothing is under way any more").toBe(true);
  if (walk.ended === undefined) expect(document.nodes.filter(({ id }) => walk.outcome(id) === undefined).map(({ id }) => id), "every node ends settled").toEqual([]);
  return walk.ended === undefined ? "settled" : "ended";
}

test(`${documents.toLocaleString("en")} random documents and scripts: the walk and a plain reading of the rules agree after everything that happens`, () => {
  const counts = { ended: 0, settled: 0 };
  fc.assert(
    fc.property(nodeDraws(14), fc.array(fc.nat(1_000), { minLength: 1, maxLength: 20 }), (draws, order) => {
      counts[play(draws, order)] += 1;
    }),
    { numRuns: documents, seed: randomSeed("walk") },
  );
  expect(counts.ended).toBeGreaterThan(documents / 20);
  expect(counts.settled).toBeGreaterThan(documents / 20);
}, 120_000);
