import { type IncomingMessage, request as httpRequest, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { newId } from "#lib/ids.ts";

/** A worker that was killed is back by then; its caller would wait much longer before it comes again. */
const patienceMs = 10_000;
const againMs = 100;
/** Inngest's own bound is 4 MB a call; what does not say its size is cut by the worker. */
const maxBodyBytes = 8 * 1024 * 1024;
const hopByHop = new Set(["connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"]);

export function isInngestCall(request: IncomingMessage): boolean {
  return /^\/api\/inngest(?:\?|$)/.test(request.url ?? "");
}

function refuse(response: ServerResponse, status: number, code: string, message: string, headers: Record<string, string> = {}): void {
  if (response.headersSent) return void response.destroy();
  const text = JSON.stringify({ error: { code, message, requestId: newId("request") } });
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", "content-length": Buffer.byteLength(text), "cache-control": "no-store", "x-content-type-options": "nosniff", connection: "close", ...headers });
  response.end(text);
}

async function open(path: string): Promise<Socket> {
  for (const deadline = performance.now() + patienceMs; ; await delay(againMs)) {
    const socket = connect(path);
    const error = await new Promise<Error | null>((resolve) => {
      socket.once("connect", () => resolve(null));
      socket.once("error", resolve);
    });
    if (error === null) return socket;
    if (performance.now() > deadline) throw error;
  }
}

/**
 * Passes the calls of an Inngest server on to the worker, so that there is one public address and heavy work stays out of
 * this process. Who may call is decided there, by signature. Without a server there is nothing here (SEMANTICS sync-1).
 */
export async function forwardInngest(request: IncomingMessage, response: ServerResponse, socketPath: string | null): Promise<void> {
  if (socketPath === null) return refuse(response, 404, "not_found", "There is nothing at this address.");
  if (Number(request.headers["content-length"] ?? 0) > maxBodyBytes) return refuse(response, 413, "too_large", "The body is larger than any call.");
  try {
    const socket = await open(socketPath);
    const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !hopByHop.has(name)));
    const passed = httpRequest({ createConnection: () => socket, method: request.method, path: request.url, headers });
    passed.on("response", (answer) => {
      response.writeHead(answer.statusCode ?? 502, Object.fromEntries(Object.entries(answer.headers).filter(([name]) => !hopByHop.has(name))));
      answer.on("error", () => response.destroy());
      answer.pipe(response);
    });
    // Cut in the middle, the call counts as failed, and its server makes it again.
    passed.on("error", () => refuse(response, 503, "unavailable", "The worker ended during this call. Call again.", { "retry-after": "2" }));
    request.on("error", () => passed.destroy());
    request.pipe(passed);
  } catch {
    refuse(response, 503, "unavailable", "No worker is running just now. Call again in a few seconds.", { "retry-after": "5" });
  }
}
