import { randomUUID } from "node:crypto";
import { closeSync, fsyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** One call of a step, as the outside saw it. */
export interface Effect {
  /** The event's number, and the step of its run. */
  n: number;
  step: string;
  key: string;
  /** What the step before gave, as this call carries it. */
  prev: string | null;
  /** What this call was answered with; no two are alike. */
  nonce: string;
  /** Milliseconds of the driver's clock. */
  at: number;
  status: number;
}

export interface Behaviour {
  status?: number;
  delayMs?: number;
  headers?: Record<string, string>;
  /** The connection is closed without an answer. */
  cut?: boolean;
}

/** The world that flows act on, and the oracle of what happened there: nothing the system under test could forget for it. */
export interface EffectServer {
  url: string;
  /** `host:port`, for the egress list. */
  address: string;
  /** How calls are answered; `time` counts those of the same event and step, from 1. */
  behave: (call: Effect, time: number) => Behaviour;
  /** Told of a call that is on the disk, before it is answered. */
  onCall: (call: Effect, time: number) => void | Promise<void>;
  /** Told when a call has come. */
  onBegin: (call: Effect) => void;
  /** Told when a call is about to be answered, or its connection is gone before that. */
  onEnd: (call: Effect) => void;
  /** Calls that are not answered yet. */
  inFlight(): number;
  count(): number;
  /** Every call so far, read back from the file. */
  read(): Effect[];
  close(): Promise<void>;
}

/** Each call is in a synced file before it is answered; calls that come together share one sync. */
export async function startEffectServer(): Promise<EffectServer> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-effects-"));
  const file = join(folder, "effects.jsonl");
  const fd = openSync(file, "a");
  const times = new Map<string, number>();
  let pending: { effect: Effect; time: number; response: ServerResponse; behaviour: Behaviour }[] = [];
  let inFlight = 0;
  let count = 0;

  function sync(): void {
    const batch = pending;
    pending = [];
    writeSync(fd, batch.map(({ effect }) => `${JSON.stringify(effect)}\n`).join(""));
    fsyncSync(fd);
    for (const { behaviour, effect, response, time } of batch) void answer(response, effect, time, behaviour);
  }

  async function answer(response: ServerResponse, effect: Effect, time: number, { cut = false, delayMs = 0, headers = {} }: Behaviour): Promise<void> {
    await server.onCall(effect, time);
    if (delayMs > 0) {
      await new Promise((resolve) => {
        setTimeout(resolve, delayMs);
      });
    }
    inFlight -= 1;
    end(effect);
    if (cut) return void response.destroy();
    response.writeHead(effect.status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify({ nonce: effect.nonce }));
  }

  const under = new Set<Effect>();
  const end = (effect: Effect): void => {
    if (under.delete(effect)) server.onEnd(effect);
  };

  const http = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = JSON.parse(Buffer.concat(chunks).toString("utf8") || "{}") as { n?: number; prev?: string | null };
      const step = request.url?.slice(1) ?? "";
      const n = body.n ?? 0;
      const time = (times.get(`${n} ${step}`) ?? 0) + 1;
      times.set(`${n} ${step}`, time);
      const effect: Effect = { n, step, key: String(request.headers["idempotency-key"] ?? ""), prev: body.prev ?? null, nonce: randomUUID(), at: Date.now(), status: 200 };
      const behaviour = server.behave(effect, time);
      effect.status = behaviour.status ?? 200;
      inFlight += 1;
      count += 1;
      under.add(effect);
      server.onBegin(effect);
      response.once("close", () => end(effect));
      pending.push({ effect, time, response, behaviour });
      if (pending.length === 1) setImmediate(sync);
    });
  });
  await new Promise<void>((resolve) => {
    http.listen(0, "127.0.0.1", resolve);
  });
  const address = `127.0.0.1:${(http.address() as AddressInfo).port}`;
  const server: EffectServer = {
    url: `http://${address}`,
    address,
    behave: () => ({}),
    onCall: () => undefined,
    onBegin: () => undefined,
    onEnd: () => undefined,
    inFlight: () => inFlight,
    count: () => count,
    read: () => readFileSync(file, "utf8").split("\n").filter((line) => line !== "").map((line) => JSON.parse(line) as Effect),
    async close() {
      await new Promise<void>((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      });
      closeSync(fd);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return server;
}
