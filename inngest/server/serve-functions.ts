import { chmodSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Logger } from "pino";
import { AppError } from "#lib/errors.ts";
import { isSigned, readSignature } from "./check-signature.ts";

export interface FunctionServer {
  /** Takes no more calls, and resolves when those under way have been answered or `deadlineMs` is over. */
  stop(deadlineMs: number): Promise<void>;
}

interface ServeOptions {
  handler(request: Request): Promise<Response>;
  socket: string;
  /** Where the server believes to call. */
  origin: string;
  /** Any of them may have signed; null when nothing is signed, for a dev server on this machine. */
  keys: readonly string[] | null;
  log: Logger;
}

/** Above Inngest's own bound of 4 MB a call. */
const maxBodyBytes = 8 * 1024 * 1024;
const methods = new Set(["GET", "POST", "PUT"]);

class Refused extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > maxBodyBytes) throw new Refused(413, "Too large.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Reads no body before the header looks right, and tells nothing to whoever cannot sign. */
async function admit(request: IncomingMessage, keys: ServeOptions["keys"]): Promise<string> {
  if (keys === null) {
    // No signature keeps a page in a browser from calling this: what browsers say of themselves does.
    if (request.headers.origin !== undefined || request.headers["sec-fetch-site"] !== undefined) throw new Refused(401, "Not signed.");
    return await readBody(request);
  }
  const header = String(request.headers["x-inngest-signature"] ?? "");
  const read = readSignature(header, Date.now() / 1000);
  if (read === null) throw new Refused(401, "Not signed.");
  const body = await readBody(request);
  if (!isSigned(header, read.seconds, body, keys)) throw new Refused(401, "Not signed.");
  return body;
}

async function pass(request: IncomingMessage, { handler, keys, origin }: ServeOptions): Promise<Response> {
  const body = await admit(request, keys);
  const method = request.method ?? "GET";
  if (!methods.has(method)) throw new Refused(405, "Not a method of this address.");
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) if (typeof value === "string" && name !== "connection" && name !== "transfer-encoding") headers.set(name, value);
  return await handler(new Request(new URL(request.url ?? "/", origin), { method, headers, ...(method === "GET" ? {} : { body }) }));
}

function answer(response: ServerResponse, status: number, headers: Iterable<[string, string]>, text: string): void {
  response.writeHead(status, { ...Object.fromEntries(headers), "cache-control": "no-store", "x-content-type-options": "nosniff", "content-length": Buffer.byteLength(text) });
  response.end(text);
}

/** Serves the functions on a socket that only this account can open; the web process passes calls on to it. */
export async function serveFunctions(options: ServeOptions): Promise<FunctionServer> {
  const { log, socket } = options;
  const open = new Set<Promise<void>>();
  let isStopping = false;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refuse = (status: number, message: string): void => answer(response, status, [["content-type", "application/json"], ["connection", "close"], ...(status === 503 ? [["retry-after", "2"] as [string, string]] : [])], JSON.stringify({ error: message }));
    try {
      if (isStopping) return refuse(503, "Stopping.");
      const answered = await pass(request, options);
      answer(response, answered.status, answered.headers, await answered.text());
    } catch (error) {
      if (error instanceof Refused) return refuse(error.status, error.message);
      log.error({ err: error }, "inngest.call-failed");
      refuse(500, "The call failed.");
    }
  }

  // A socket that a killed process left would refuse the next one; the data folder has one owner at a time.
  rmSync(socket, { force: true });
  const server = createServer((request, response) => {
    const served = serve(request, response).catch((err: unknown) => log.debug({ err }, "inngest.call-cut")).finally(() => open.delete(served));
    open.add(served);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) => reject(new AppError("invalid", `Nothing can listen on ${socket}. Choose a data folder with a shorter path (MILLRACE_DATA_DIR).`, { cause })));
    server.listen(socket, resolve);
  });
  chmodSync(socket, 0o600);
  return {
    async stop(deadlineMs) {
      isStopping = true;
      const over = Promise.all(open);
      await Promise.race([over, new Promise((resolve) => setTimeout(resolve, deadlineMs).unref())]);
      server.close();
      server.closeAllConnections();
    },
  };
}
