import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

interface Answer {
  status: number;
  body?: string;
  headers?: Record<string, string>;
  delayMs?: number;
}

export interface TargetServer {
  url: string;
  /** `host:port`, for the egress list. */
  address: string;
  received: Received[];
  /** Decides the answer of each call; 200 with JSON when not set. */
  answer: (call: Received) => Answer | Promise<Answer>;
  /** Calls that wait for their answer still. */
  open(): number;
  close(): Promise<void>;
}

/** A real HTTP server on loopback that keeps what it was sent. */
export async function startTarget(): Promise<TargetServer> {
  const received: Received[] = [];
  let open = 0;
  const server = createServer((request, response) => {
    open += 1;
    response.once("close", () => (open -= 1));
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      const call = { method: request.method ?? "", url: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks).toString("utf8") };
      received.push(call);
      const { status, body = '{"ok":true}', headers = {}, delayMs = 0 } = await target.answer(call);
      setTimeout(() => {
        response.writeHead(status, { "content-type": "application/json", ...headers });
        response.end(body);
      }, delayMs);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  const target: TargetServer = {
    url: `http://127.0.0.1:${port}`,
    address: `127.0.0.1:${port}`,
    received,
    answer: () => ({ status: 200 }),
    open: () => open,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return target;
}
