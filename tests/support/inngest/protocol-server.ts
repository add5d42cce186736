import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ServerState } from "./server-state.ts";
import { bearerOf, isEqual, type ProtocolCall, type SentEvent, sign } from "./wire.ts";

/**
 * A stand-in for an Inngest server, on loopback and in memory: it speaks the protocol as the recordings in
 * tests/conformance show the real one speak it, over HTTP, and shares nothing with our executor. Crude where no function
 * of ours looks: no flow control, no parallel steps in one answer, no invoke.
 */
export interface ProtocolServer {
  url: string;
  /** Every call that it made of the functions. */
  readonly calls: readonly ProtocolCall[];
  /** How many requests it was sent. */
  requests(): number;
  /** Function runs that have not ended. */
  open(): number;
  functions(): string[];
  /** Ends without a word, and forgets everything unless it is told to keep it; open calls are cut. */
  down(options?: { forgets: boolean }): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

export interface ProtocolOptions {
  /** Hex, with a prefix or without. null: a dev server, which signs nothing. */
  signingKey: string | null;
  eventKey: string;
  /** Between attempts. */
  retryMs?: number;
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return chunks.length === 0 ? null : JSON.parse(Buffer.concat(chunks).toString("utf8"));
}

export async function startProtocolServer({ signingKey, eventKey, retryMs = 30 }: ProtocolOptions): Promise<ProtocolServer> {
  const calls: ProtocolCall[] = [];
  const kind = signingKey === null ? "dev" : "cloud";
  let isUp = true;
  let requests = 0;
  const make = (): ServerState => new ServerState({ retryMs, calls, sign: (body) => (signingKey === null ? {} : { "x-inngest-signature": sign(signingKey, body) }), kind });
  let state = make();

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const reply = (status: number, body: unknown, type = "application/json"): void => {
      response.writeHead(status, { "content-type": type, "x-inngest-server-kind": kind });
      response.end(body === null ? "" : typeof body === "string" ? body : JSON.stringify(body));
    };
    const { pathname } = new URL(request.url ?? "/", "http://server");
    if (pathname === "/health") return reply(200, { status: 200, message: "OK" });
    const body = await readJson(request);
    const sentTo = /^\/e\/([^/]+)$/.exec(pathname)?.[1];
    if (request.method === "POST" && sentTo !== undefined) {
      if (signingKey !== null && decodeURIComponent(sentTo) !== eventKey) return reply(401, { error: "Event key not found", status: 401 });
      const events = (Array.isArray(body) ? body : [body]) as SentEvent[];
      for (const event of events) state.receive(event);
      return reply(200, { ids: events.map(() => randomUUID()), status: 200 }, "text/plain; charset=utf-8");
    }
    if (signingKey !== null && !isEqual(request.headers.authorization ?? "", bearerOf(signingKey))) return reply(401, "Unauthorized", "text/plain");
    if (request.method === "POST" && pathname === "/fn/register") {
      const fault = state.register(body as never);
      return fault === null ? reply(200, { ok: true, modified: true, sync_id: randomUUID(), app_id: randomUUID() }, "text/plain; charset=utf-8") : reply(400, { error: fault });
    }
    const checkpointed = /^\/v1\/checkpoint\/([^/]+)\/async$/.exec(pathname)?.[1];
    // A run that has ended is answered with 400 and not with 409, as the real server does.
    if (request.method === "POST" && checkpointed !== undefined) return state.checkpoint(checkpointed, body as never) ? reply(200, null) : reply(400, { error: "run not found in state store" });
    const read = /^\/v0\/runs\/([^/]+)\/(batch|actions)$/.exec(pathname);
    if (read?.[1] !== undefined) return reply(200, state.read(read[1], read[2] === "batch" ? "batch" : "actions"));
    reply(404, { error: "not found" });
  }

  const server = createServer((request, response) => {
    requests += 1;
    serve(request, response).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  async function down(forgets: boolean): Promise<void> {
    if (!isUp) return;
    isUp = false;
    state.pause();
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
    if (forgets) state = make();
  }

  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    requests: () => requests,
    open: () => state.open(),
    functions: () => state.functions(),
    down: (options) => down(options?.forgets ?? true),
    async up() {
      server.listen(port, "127.0.0.1");
      await once(server, "listening");
      isUp = true;
      state.resume();
    },
    close: () => down(true),
  };
}
