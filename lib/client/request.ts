import type { Contracts } from "#lib/contracts/all.ts";
import type { AnswerOf, CallOf } from "#lib/contracts/contract.ts";

export type Endpoint = keyof Contracts;
type Input<E extends Endpoint> = CallOf<Contracts[E]>;
type Answer<E extends Endpoint> = AnswerOf<Contracts[E]>;

/** An error the API answered with; `message` is written for people and says what to do next. */
export class RequestError extends Error {
  readonly code: string;
  readonly status: number;
  readonly requestId: string | null;
  readonly details: unknown;

  constructor(status: number, code: string, message: string, requestId: string | null, details: unknown) {
    super(message);
    this.name = "RequestError";
    this.status = status;
    this.code = code;
    this.requestId = requestId;
    this.details = details;
  }
}

function isErrorBody(value: unknown): value is { error: { code: string; message: string; requestId: string; details?: unknown } } {
  return typeof value === "object" && value !== null && "error" in value;
}

/** The workspace of the page: the first part of the path under `/w/`. */
function currentWorkspace(): string | null {
  return /^\/w\/([^/]+)/.exec(window.location.pathname)?.[1] ?? null;
}

/**
 * Calls one endpoint. Names in braces are taken from the input; the rest is sent as query (GET, DELETE) or JSON body.
 * @throws RequestError for every answer that is not 2xx, and with code `offline` when there was no answer.
 */
export async function request<E extends Endpoint>(endpoint: E, input: Input<E>, signal?: AbortSignal): Promise<Answer<E>> {
  const [method, template] = endpoint.split(" ") as [string, string];
  const rest: Record<string, unknown> = { ...(input as Record<string, unknown>) };
  const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(rest[name]);
    delete rest[name];
    return encodeURIComponent(value);
  });
  const inQuery = method === "GET" || method === "DELETE";
  const query = new URLSearchParams();
  if (inQuery) for (const [name, value] of Object.entries(rest)) if (value !== undefined) query.set(name, String(value));
  const headers: Record<string, string> = { accept: "application/json" };
  const workspace = currentWorkspace();
  if (workspace) headers["x-millrace-workspace"] = workspace;
  if (!inQuery) headers["content-type"] = "application/json";

  let response: Response;
  try {
    response = await fetch(query.size > 0 ? `${path}?${query}` : path, {
      method,
      headers,
      credentials: "same-origin",
      ...(inQuery ? {} : { body: JSON.stringify(rest) }),
      ...(signal ? { signal } : {}),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new RequestError(0, "offline", "Millrace did not answer. Check the connection; nothing was changed.", null, undefined);
  }
  if (response.status === 204) return null as Answer<E>;
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return body as Answer<E>;
  if (isErrorBody(body)) throw new RequestError(response.status, body.error.code, body.error.message, body.error.requestId, body.error.details);
  throw new RequestError(response.status, "unreadable", "Millrace answered in a way this page does not understand. Reload it.", null, undefined);
}
