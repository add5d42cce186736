import type { StepRun } from "#lib/contracts/runs.schema.ts";

export type Effects = StepRun["effects"];

/** What became of everything that was sent: "2 requests confirmed, 1 of unknown outcome"; null when nothing was. */
export function effectsInWords(effects: Effects): string | null {
  const parts = [
    [effects.confirmed, "confirmed"],
    [effects.unknown, "of unknown outcome"],
    [effects.refused, "refused"],
    [effects.sent, "under way"],
  ] as const;
  const told = parts.filter(([count]) => count > 0);
  if (told.length === 0) return null;
  return told.map(([count, word], index) => `${count.toLocaleString("en-GB")}${index > 0 ? "" : count === 1 ? " request" : " requests"} ${word}`).join(", ");
}

/** The same over all steps of a run. */
export function sumEffects(steps: readonly Pick<StepRun, "effects">[]): Effects {
  const sum: Effects = { sent: 0, confirmed: 0, refused: 0, unknown: 0 };
  for (const { effects } of steps) {
    sum.sent += effects.sent;
    sum.confirmed += effects.confirmed;
    sum.refused += effects.refused;
    sum.unknown += effects.unknown;
  }
  return sum;
}
