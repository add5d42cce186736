import { assert } from "#lib/assert.ts";

/** When something happens in a case: `a called 2`, `a?7 called`, `a ended`, `a waiting`, `run waiting`, `never`. */
export type Moment =
  | { kind: "called"; node: string; id: string | undefined; times: number }
  | { kind: "step"; node: string; state: "ended" | "waiting" }
  | { kind: "run"; state: string }
  | { kind: "never" };

const final: ReadonlySet<string> = new Set(["succeeded", "failed", "cancelled"]);
export const isFinal = (run: string): boolean => final.has(run);

export function parseMoment(text: string): Moment {
  if (text === "never") return { kind: "never" };
  const [subject = "", state = "", times] = text.split(" ");
  if (subject === "run") return { kind: "run", state };
  const [node = "", id] = subject.split("?");
  if (state === "called") return { kind: "called", node, id, times: Number(times ?? 1) };
  assert(state === "ended" || state === "waiting", `“${text}” is a moment`);
  return { kind: "step", node, state };
}

/** What a machine knows while it plays. */
export interface World {
  called(node: string, id: string | undefined): number;
  step(node: string): string | undefined;
  run(): string;
}

const ends: ReadonlySet<string> = new Set([...final, "skipped"]);

export function isNow(moment: Moment, world: World): boolean {
  switch (moment.kind) {
    case "never":
      return false;
    case "called":
      return world.called(moment.node, moment.id) >= moment.times;
    case "step": {
      const state = world.step(moment.node) ?? "";
      return moment.state === "waiting" ? state === "waiting" : ends.has(state);
    }
    case "run":
      return moment.state === "ended" ? isFinal(world.run()) : world.run() === moment.state;
  }
}
