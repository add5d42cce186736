import type { Effect, EffectServer } from "./effect-server.ts";

export interface GaugeReading {
  /** The most calls that were under way at once. */
  most: number;
  /** The share of the time, from the first call to the begin of the last one, in which so many were under way. */
  shareAt(level: number): number;
}

/** Counts the calls under way by name, as the outside sees them: a call whose caller is gone has ended. */
export function createGauge(effects: EffectServer, nameOf: (call: Effect) => string): { read(name: string): GaugeReading } {
  const levels = new Map<string, { at: number; level: number; begins: boolean }[]>();
  const step = (call: Effect, by: 1 | -1): void => {
    const name = nameOf(call);
    const known = levels.get(name) ?? [];
    if (known.length === 0) levels.set(name, known);
    known.push({ at: performance.now(), level: (known.at(-1)?.level ?? 0) + by, begins: by === 1 });
  };
  effects.onBegin = (call) => step(call, 1);
  effects.onEnd = (call) => step(call, -1);
  return {
    read(name) {
      const steps = levels.get(name) ?? [];
      const lastBegin = steps.findLastIndex(({ begins }) => begins);
      return {
        most: Math.max(0, ...steps.map(({ level }) => level)),
        shareAt(level) {
          // From when the limit was reached first: until then there was less work than places.
          const first = steps.findIndex((one) => one.level >= level);
          let at = 0;
          let all = 0;
          for (let index = Math.max(0, first); index < lastBegin; index += 1) {
            const length = (steps[index + 1]?.at ?? 0) - (steps[index]?.at ?? 0);
            all += length;
            if (steps[index]?.level === level) at += length;
          }
          return all === 0 ? 0 : at / all;
        },
      };
    },
  };
}
