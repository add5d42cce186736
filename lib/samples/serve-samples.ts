import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Pool } from "pg";
import type { Json } from "#lib/json.ts";
import { answerRequest, type SampleReply, type SampleWorld } from "./answer-request.ts";
import { describeSystem } from "./describe-system.ts";
import { sampleSystems } from "./sample-systems.ts";
import { SystemLimits } from "./system-limits.ts";

export interface SamplesServer {
  port: number;
  /** Requests in hand are answered first. */
  close(): Promise<void>;
}

const closeMs = 3_000;
const maxBodyBytes = 8 * 1024 * 1024;

/**
 * Serves all sample systems on loopback, each under its own path.
 * @param encryptionKey the installation's, from which the workspaces' keys follow.
 * @param port 0 for any free one.
 * @throws the system's error when the port is taken.
 */
export async function serveSamples(options: { pool: Pool; encryptionKey: Buffer; port: number; onFault: (error: unknown) => void }): Promise<SamplesServer> {
  const { pool, encryptionKey, onFault } = options;
  const world: SampleWorld = { pool, encryptionKey, limits: new SystemLimits() };
  const server = createServer((request, response) => {
    answer(world, request, baseOf(server)).then(
      (reply) => send(response, reply),
      (error: unknown) => {
        onFault(error);
        send(response, problem(500, "internal", "The sample system failed. The log of Millrace says why."));
      },
    );
  });
  server.headersTimeout = 15_000;
  server.requestTimeout = 30_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        const cut = setTimeout(() => server.closeAllConnections(), closeMs);
        // A kept-alive connection becomes idle only after its request.
        const sweep = setInterval(() => server.closeIdleConnections(), 50);
        server.close(() => {
          clearTimeout(cut);
          clearInterval(sweep);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

function baseOf(server: ReturnType<typeof createServer>): string {
  const address = server.address();
  return typeof address === "object" && address !== null ? `http://127.0.0.1:${address.port}` : "";
}

async function answer(world: SampleWorld, request: IncomingMessage, base: string): Promise<SampleReply> {
  const url = URL.parse(request.url ?? "/", base);
  const [, systemId = "", path = ""] = /^\/([^/]*)(\/.*)?$/.exec(url?.pathname ?? "/") ?? [];
  if (systemId === "") return { status: 200, headers: {}, body: index(base) };
  const system = sampleSystems.find(({ id }) => id === systemId);
  if (!system || !url) return problem(404, "not_found", `There is no system here; there are ${sampleSystems.map(({ id }) => `/${id}`).join(", ")}.`);
  if (path === "/openapi.json") return { status: 200, headers: {}, body: describeSystem(system, `${base}/${system.id}`) };
  const body = await readBody(request);
  if (body === null) return { ...problem(413, "too_large", "The body is larger than 8 MiB."), headers: { connection: "close" } };
  return await answerRequest(world, system, {
    method: request.method ?? "GET", path, query: url.searchParams, body,
    headers: { authorization: request.headers.authorization, "idempotency-key": first(request.headers["idempotency-key"]) },
  });
}

function index(base: string): Json {
  return { systems: sampleSystems.map(({ id, title, description }) => ({ id, title, description, url: `${base}/${id}`, openapi: `${base}/${id}/openapi.json` })) };
}

function problem(status: number, code: string, message: string): SampleReply {
  return { status, headers: {}, body: { error: { code, message } } };
}

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

/** Null when it is too large; the rest is not read then. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBodyBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function send(response: ServerResponse, { status, headers, body }: SampleReply): void {
  if (response.destroyed) return;
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store", ...headers });
  response.end(JSON.stringify(body));
}
