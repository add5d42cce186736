import type { Agent, Dispatcher } from "undici";
import { replyTooLarge } from "./decode-body.ts";

export interface RawReply {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

export interface Hop {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body: string | Buffer | null;
}

/**
 * One request and its whole reply, never more than `maxBytes` of it. It uses undici's dispatch rather than its streams:
 * no stream is made for a reply that is collected anyway.
 * @throws whatever undici throws, the EgressError of the guard, or the reason of `signal`.
 */
export function exchange(agent: Agent, hop: Hop, signal: AbortSignal, maxBytes: number): Promise<RawReply> {
  const { promise, resolve, reject } = Promise.withResolvers<RawReply>();
  let control: Dispatcher.DispatchController | null = null;
  const stop = (): void => {
    const reason: unknown = signal.reason;
    const error = reason instanceof Error ? reason : new Error("The call was stopped.");
    control?.abort(error);
    reject(error);
  };
  if (signal.aborted) {
    stop();
    return promise;
  }
  signal.addEventListener("abort", stop, { once: true });
  const chunks: Buffer[] = [];
  let size = 0;
  let status = 0;
  let headers: Record<string, string> = {};
  agent.dispatch(
    // undici knows only the common methods by type; others were checked to be tokens.
    { origin: hop.url.origin, path: hop.url.pathname + hop.url.search, method: hop.method as Dispatcher.HttpMethod, headers: hop.headers, body: hop.body },
    {
      onRequestStart(controller) {
        control = controller;
        if (signal.aborted) stop();
      },
      onResponseStart(controller, code, raw) {
        if (code < 200) return;
        status = code;
        headers = flatten(raw);
        if (hop.method !== "HEAD" && Number(headers["content-length"]) > maxBytes) controller.abort(replyTooLarge(maxBytes));
      },
      onResponseData(controller, chunk) {
        size += chunk.length;
        if (size > maxBytes) controller.abort(replyTooLarge(maxBytes));
        else chunks.push(chunk);
      },
      onResponseEnd() {
        signal.removeEventListener("abort", stop);
        resolve({ status, headers, body: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size) });
      },
      onResponseError(_controller, error) {
        signal.removeEventListener("abort", stop);
        reject(error);
      },
    },
  );
  return promise;
}

function flatten(raw: Record<string, string | string[] | undefined>): Record<string, string> {
  const headers: Record<string, string> = Object.create(null);
  for (const name in raw) {
    const value = raw[name];
    if (value !== undefined) headers[name.toLowerCase()] = typeof value === "string" ? value : value.join(", ");
  }
  return headers;
}
