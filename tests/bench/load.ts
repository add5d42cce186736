import { Agent, request } from "undici";

/** Posts `count` bodies from `clients` connections, each waiting for its answer; gives statuses and latencies in ms. */
export async function postAll(url: string, count: number, clients: number, bodyOf: (index: number) => string, headers: Record<string, string> = {}) {
  return await post(url, (index) => index < count, clients, bodyOf, headers);
}

/** The same, for a time. */
export async function postFor(url: string, seconds: number, clients: number, bodyOf: (index: number) => string) {
  const until = performance.now() + seconds * 1_000;
  return await post(url, () => performance.now() < until, clients, bodyOf, {});
}

async function post(url: string, goesOn: (index: number) => boolean, clients: number, bodyOf: (index: number) => string, headers: Record<string, string>) {
  const agent = new Agent({ connections: clients, pipelining: 1 });
  const latencies: number[] = [];
  const statuses = new Map<number, number>();
  let next = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (let index = next++; goesOn(index); index = next++) {
        const from = performance.now();
        const answer = await request(url, { method: "POST", dispatcher: agent, headers: { "content-type": "application/json", ...headers }, body: bodyOf(index) });
        await answer.body.dump();
        latencies.push(performance.now() - from);
        statuses.set(answer.statusCode, (statuses.get(answer.statusCode) ?? 0) + 1);
      }
    }),
  );
  const seconds = (performance.now() - started) / 1_000;
  await agent.close();
  return { latencies, statuses: Object.fromEntries(statuses), seconds };
}
