import { Agent } from "undici";
import { acceptedEncodings, decodeBody } from "./decode-body.ts";
import { blockedAddress, checkUrl, type IsAllowed, portOf } from "./check-url.ts";
import { classifyFailure } from "./classify-failure.ts";
import type { Resolve } from "./checked-addresses.ts";
import { createConnect, resolveBySystem } from "./connect.ts";
import type { Credential } from "./credential.ts";
import type { Database } from "./database/database.ts";
import { type DatabaseRequest, openDatabase } from "./database/open-database.ts";
import { blocked, EgressError } from "./egress-error.ts";
import { bareHost } from "./egress-rule.ts";
import { exchange, type Hop, type RawReply } from "./exchange.ts";
import { isHostAllowed } from "./host-allowed.ts";
import { secretMasker } from "./mask-secrets.ts";
import { nextHop, redirectTarget } from "./next-hop.ts";

export interface EgressRequest {
  method: string;
  url: string;
  headers: Readonly<Record<string, string>>;
  body?: string | Buffer;
  /** For the whole call with its redirects; 30 s when not said. */
  timeoutMs?: number;
  credential?: Credential;
  signal?: AbortSignal;
}

export interface EgressReply extends RawReply {
  /** Of the last hop, without the credential. */
  url: string;
  durationMs: number;
  redirects: number;
}

export interface Egress {
  /**
   * Sends a request and gives back the whole reply, whatever its status.
   * @throws EgressError when there was no reply or the target may not be reached; the reason of `signal` when it fired.
   */
  send(request: EgressRequest): Promise<EgressReply>;
  /**
   * A session with a database; whoever opened it ends it.
   * @throws EgressError; the reason of `signal` when it fired.
   */
  openDatabase(request: DatabaseRequest): Promise<Database>;
  close(): Promise<void>;
}

export interface EgressOptions {
  /** Asked for private addresses only. */
  isAllowed: IsAllowed;
  resolve?: Resolve;
  maxReplyBytes?: number;
  connectTimeoutMs?: number;
}

const tenMiB = 10 * 1024 * 1024;
const token = /^[A-Z]{1,20}$/;
/** Ours to set: they say where a request goes and how it is framed. */
const reserved = new Set([
  "host", "connection", "content-length", "transfer-encoding", "keep-alive", "upgrade", "te", "trailer", "expect", "accept-encoding",
  "proxy-connection", "proxy-authorization",
]);

export function createEgress({ isAllowed, resolve = resolveBySystem, maxReplyBytes = tenMiB, connectTimeoutMs = 5_000 }: EgressOptions): Egress {
  const closing = new AbortController();
  const admitted = new Map<string, string>();
  const onAdmitted = (host: string, port: number, address: string): void => void admitted.set(`${host}:${port}`, address);
  const agent = new Agent({
    connect: createConnect({ isAllowed, resolve, timeoutMs: connectTimeoutMs, onAdmitted }),
    connections: 256, headersTimeout: 300_000, bodyTimeout: 30_000, keepAliveTimeout: 10_000, keepAliveMaxTimeout: 60_000,
  });

  /** A connection that a rule opened may still be pooled when the rule is gone. */
  async function checkStillAllowed(url: URL): Promise<void> {
    if (admitted.size === 0) return;
    const host = bareHost(url.hostname);
    const address = admitted.get(`${host}:${portOf(url)}`);
    if (address !== undefined && !(await isAllowed({ host, port: portOf(url), address }))) throw blockedAddress(host, portOf(url));
  }

  async function sendHop(hop: Hop, credential: Credential | undefined, origin: string, signal: AbortSignal): Promise<RawReply> {
    await checkStillAllowed(hop.url);
    if (credential === undefined) return await exchange(agent, hop, signal, maxReplyBytes);
    if (!isHostAllowed(hop.url, credential.allowedHosts)) throw foreignHost(hop.url, credential);
    const signed = { url: new URL(hop.url), headers: { ...hop.headers } };
    if (hop.url.origin === origin) credential.apply(signed);
    return await exchange(agent, { ...hop, ...signed }, signal, maxReplyBytes);
  }

  async function send(request: EgressRequest): Promise<EgressReply> {
    const started = performance.now();
    const timeoutMs = request.timeoutMs ?? 30_000;
    const { credential } = request;
    let hop = firstHop(request, await checkUrl(request.url, isAllowed));
    const origin = hop.url.origin;
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(new EgressError("transient", "timeout", `${hop.url.host} did not answer within ${timeoutMs / 1_000} s.`)), timeoutMs);
    const forward = (): void => stop.abort(request.signal?.reason);
    if (request.signal?.aborted) forward();
    request.signal?.addEventListener("abort", forward, { once: true });
    try {
      for (let redirects = 0; ; redirects += 1) {
        const raw = await sendHop(hop, credential, origin, stop.signal);
        const target = redirectTarget(hop, raw, redirects);
        if (target === null) return await finish(raw, hop, { redirects, durationMs: performance.now() - started });
        hop = nextHop(hop, raw.status, await checkUrl(target, isAllowed));
      }
    } catch (error) {
      if (request.signal?.aborted) throw request.signal.reason;
      throw classifyFailure(error, hop.url.host);
    } finally {
      clearTimeout(timer);
      request.signal?.removeEventListener("abort", forward);
    }

    async function finish(raw: RawReply, last: Hop, counts: { redirects: number; durationMs: number }): Promise<EgressReply> {
      const body = await decodeBody(raw.body, raw.headers["content-encoding"], maxReplyBytes);
      const { "content-encoding": _encoding, ...headers } = raw.headers;
      const reply = { status: raw.status, headers, body, url: last.url.href, ...counts };
      if (credential === undefined) return reply;
      const masker = secretMasker(credential.secrets());
      const shown = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, masker.text(value)]));
      return { ...reply, headers: shown, body: masker.bytes(body), url: masker.text(reply.url) };
    }
  }

  return {
    send,
    openDatabase: (request) => openDatabase({ ...request, signal: AbortSignal.any([request.signal, closing.signal]) }, { isAllowed, resolve, timeoutMs: connectTimeoutMs }),
    close() {
      closing.abort(new EgressError("transient", "connection_cut", "Millrace is stopping."));
      return agent.destroy();
    },
  };
}

function firstHop(request: EgressRequest, url: URL): Hop {
  const method = request.method.toUpperCase();
  if (!token.test(method) || method === "CONNECT" || method === "TRACE") {
    throw new EgressError("validation", "bad_method", `“${request.method.slice(0, 20)}” is not a method that can be sent.`);
  }
  const headers: Record<string, string> = { "accept-encoding": acceptedEncodings };
  for (const [name, value] of Object.entries(request.headers)) if (!reserved.has(name.toLowerCase())) headers[name.toLowerCase()] = value;
  return { method, url, headers, body: request.body ?? null };
}

function foreignHost(url: URL, credential: Credential): EgressError {
  return blocked("blocked_host", `This connection may not be used with ${url.host}; it is for ${credential.allowedHosts.join(", ")}.`);
}
