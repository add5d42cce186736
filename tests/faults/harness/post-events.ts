import { setTimeout as delay } from "node:timers/promises";
import { Agent, request } from "undici";
import { seed } from "./random.ts";

export interface Posting {
  from?: number;
  count: number;
  clients?: number;
  /** What is posted beside the number. */
  more?: (n: number) => object;
  /** Asked before each post: resolves when it may go out. */
  pace?: (n: number) => Promise<void> | void;
  /** Told of each post that got no 202. */
  onRefused?: () => void;
  /** Told of each number's 202. */
  onAcked?: (n: number) => void;
}

export interface Posted {
  /** The id that each number's 202 named. */
  acked: Map<number, string>;
  /** Posts that got no 202 and were sent again with the same id. */
  retries: number;
  /** Why, by the status and the error's message, or the connection's error. */
  refusals: Record<string, number>;
  seconds: number;
}

let postings = 0;

/** Posts numbered events as a careful sender does: again with the same id until one is acknowledged, at one address after another. */
export async function postEvents(to: string | readonly string[], { from = 1, count, clients = 8, more = () => ({}), pace = () => {}, onAcked = () => {}, onRefused = () => {} }: Posting): Promise<Posted> {
  const series = `${seed}-${(postings += 1)}`;
  const agent = new Agent({ connections: clients, pipelining: 1, headersTimeout: 10_000, connect: { timeout: 5_000 } });
  const acked = new Map<number, string>();
  const urls = typeof to === "string" ? [to] : to;
  const refusals: Record<string, number> = {};
  const refuse = (why: string): null => {
    refusals[why] = (refusals[why] ?? 0) + 1;
    return null;
  };
  let turn = 0;
  let retries = 0;
  let next = from;
  const started = performance.now();
  const post = async (n: number): Promise<string | null> => {
    try {
      const url = urls[(turn += 1) % urls.length] ?? "";
      const answer = await request(url, { method: "POST", dispatcher: agent, headers: { "content-type": "application/json", "webhook-id": `${series}-${n}` }, body: JSON.stringify({ n, ...more(n) }) });
      const body = await answer.body.text();
      if (answer.statusCode === 202) return (JSON.parse(body) as { event: string }).event;
      return refuse(`${answer.statusCode} ${(JSON.parse(body) as { error: { message: string } }).error.message}`);
    } catch (error) {
      return refuse(error instanceof Error && "code" in error ? String(error.code) : String(error));
    }
  };
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (let n = next++; n < from + count; n = next++) {
        await pace(n);
        for (;;) {
          const event = await post(n);
          if (event !== null) {
            acked.set(n, event);
            onAcked(n);
            break;
          }
          retries += 1;
          onRefused();
          await delay(25);
        }
      }
    }),
  );
  await agent.close();
  return { acked, retries, refusals, seconds: (performance.now() - started) / 1_000 };
}
