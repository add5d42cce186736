import { setTimeout as delay } from "node:timers/promises";

/** Asks again until the answer is truthy, and gives it; throws with what was waited for when the time is over. */
export async function until<Value>(what: string, ask: () => Promise<Value | false | null | undefined> | Value | false | null | undefined, milliseconds = 20_000): Promise<Value> {
  for (const deadline = Date.now() + milliseconds; ; await delay(50)) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`Waited ${milliseconds} ms in vain for ${what}`);
  }
}
