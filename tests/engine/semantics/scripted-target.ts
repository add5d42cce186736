import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ObservedCall } from "./observed.ts";
import type { FullAnswer } from "./script.ts";

export interface TargetCall extends ObservedCall {
  node: string;
  id: string | undefined;
}

/** What answers for one case: it is told of each call first, and may hold the answer as long as it likes. */
export interface Stage {
  answer(call: TargetCall): Promise<FullAnswer>;
}

export interface ScriptedTarget {
  /** `host:port`, for the egress list. */
  address: string;
  /** Where a case's nodes call: `<base>/<node>?id=<id>`. */
  base(key: string): string;
  stages: Map<string, Stage>;
  close(): Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

async function serve(stages: ReadonlyMap<string, Stage>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://target");
  const [, key = "", node = ""] = url.pathname.split("/");
  const body = await bodyOf(request);
  const stage = stages.get(key);
  if (!stage) return void response.writeHead(404).end();
  const call: TargetCall = { node, id: url.searchParams.get("id") ?? undefined, body, query: request.headers.authorization ?? url.search.slice(1), key: request.headers["idempotency-key"]?.toString(), aborted: false };
  response.on("close", () => {
    if (!response.writableEnded) call.aborted = true;
  });
  const answer = await stage.answer(call);
  if (answer.cut) return void request.socket.destroy();
  if (response.destroyed) return;
  response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
  response.end(request.method === "HEAD" ? undefined : JSON.stringify(answer.body));
}

/** A real HTTP server on loopback that answers as the cases' scripts say. */
export async function startScriptedTarget(): Promise<ScriptedTarget> {
  const stages = new Map<string, Stage>();
  const server = createServer((request, response) => {
    serve(stages, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    base: (key) => `http://127.0.0.1:${port}/${key}`,
    stages,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
