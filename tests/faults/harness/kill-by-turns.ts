import { setTimeout as delay } from "node:timers/promises";
import { until } from "#tests/support/until.ts";
import type { EffectServer } from "./effect-server.ts";
import { createRandom } from "./random.ts";
import type { Slot } from "./slot.ts";

/** Kills one of the processes and starts it again, 60 to 700 ms after work has gone on; gives how often, before it was over. */
export async function killByTurns(effects: EffectServer, slots: readonly Slot[], kills: number, isOver: () => boolean): Promise<number> {
  const random = createRandom();
  let done = 0;
  for (; done < kills && !isOver(); done += 1) {
    const before = effects.count();
    await until("work to go on", () => effects.count() > before || isOver(), 60_000);
    await delay(random.between(60, 700));
    const victim = random.pick(slots);
    await victim.kill();
    await victim.start();
  }
  return done;
}
