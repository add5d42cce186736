export type HookOutcome = "accepted" | "duplicate" | "refused" | "shed" | "failed";

const slot = Symbol.for("millrace.hook-counts");

type Holder = { [slot]?: Record<HookOutcome, number> };

/**
 * Hooks that this process answered, since it started. Counted here and not in the database: a stranger's refused
 * requests must cost no write. One object for native code, which counts, and the web bundle, which tells.
 */
export function hookCounts(): Record<HookOutcome, number> {
  const holder = globalThis as Holder;
  holder[slot] ??= { accepted: 0, duplicate: 0, refused: 0, shed: 0, failed: 0 };
  return holder[slot];
}
