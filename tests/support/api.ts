import { randomBytes } from "node:crypto";
import { pino } from "pino";
import { embeddedDriver } from "#inngest/drivers.ts";
import { insertMember } from "#db/queries/members.ts";
import { insertUser } from "#db/queries/users.ts";
import { insertWorkspace } from "#db/queries/workspaces.ts";
import { databaseOf } from "#db/client.ts";
import { present } from "#lib/assert.ts";
import type { Endpoint } from "#lib/client/request.ts";
import type { Role } from "#lib/contracts/permissions.ts";
import { newId } from "#lib/ids.ts";
import type { LaunchEnv } from "#lib/launch/env.ts";
import { hashPassword } from "#lib/server/auth/password.ts";
import { previewSandbox } from "#lib/server/flows/preview-sandbox.ts";
import { setRuntime } from "#lib/server/runtime.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";
import { testEnv } from "./test-env.ts";

type Handle = (request: Request, segment: { params: Promise<unknown> }) => Promise<Response>;

/** Who calls: nothing for a stranger. */
export interface Caller {
  cookie?: string;
  key?: string;
  /** For the X-Millrace-Workspace header. */
  workspace?: string;
}

export interface Call {
  as?: Caller;
  params?: Record<string, string>;
  query?: string;
  body?: unknown;
  /** Sent as it is instead of `body`. */
  raw?: string | Uint8Array | ReadableStream;
  headers?: Record<string, string>;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** Parsed when there is a body. */
  json: never;
}

export const password = "correct horse battery";
export const publicUrl = "http://millrace.test";

export interface TestApi {
  database: TestDatabase;
  env: LaunchEnv;
  call(endpoint: Endpoint, call?: Call): Promise<Answer>;
  /** Makes a user, signs them in and returns their cookie. */
  user(email: string, options?: { instanceAdmin?: boolean }): Promise<{ id: string; email: string; cookie: string }>;
  workspace(name: string, members: Record<string, Role>): Promise<{ id: string; slug: string; name: string }>;
  stop(): Promise<void>;
}

/** The route handlers as they are in `app/api`, over a database of their own, without Next. */
export async function startApi(changes: Partial<LaunchEnv> = {}): Promise<TestApi> {
  const database = await createTestDatabase();
  const env = testEnv(database.url, { publicUrl, ...changes });
  const log = pino({ level: env.logLevel });
  const sandbox = previewSandbox(log);
  setRuntime({ env, pool: database.pool, driver: embeddedDriver(database.pool, log), log, sandbox });
  const db = databaseOf(database.pool);
  let knownHash: string | undefined;
  const api: TestApi = {
    database,
    env,
    call,
    async user(email, { instanceAdmin = false } = {}) {
      knownHash ??= await hashPassword(password);
      const id = newId("user");
      await insertUser(db, { id, email, name: email, passwordHash: knownHash, instanceAdmin });
      return { id, email, cookie: cookieOf(await call("POST /api/v1/session", { body: { email, password } })) };
    },
    async workspace(name, members) {
      const id = newId("workspace");
      const made = present(await insertWorkspace(db, { id, slug: `${name}-${randomBytes(3).toString("hex")}`, name }), "the workspace");
      for (const [userId, role] of Object.entries(members)) await insertMember(db, { workspaceId: id, userId, role });
      return { id, slug: made.slug, name };
    },
    async stop() {
      await sandbox.stop();
      await database.drop();
    },
  };
  return api;
}

/** The name and value of the session cookie an answer sets. */
export function cookieOf(answer: Pick<Answer, "headers" | "text">): string {
  const cookie = answer.headers.getSetCookie().findLast((line) => /millrace=./.test(line));
  return present(cookie, `a session cookie in the answer ${answer.text}`).split(";")[0] ?? "";
}

export function routeFile(path: string): string {
  return `${path.slice(1).replaceAll(/\{(\w+)\}/g, "[$1]")}/route.ts`;
}

export async function call(endpoint: Endpoint, { as = {}, params = {}, query = "", body, raw, headers = {} }: Call = {}): Promise<Answer> {
  const [method, path] = endpoint.split(" ") as [string, string];
  const sent = new Headers({ host: "millrace.test", "x-millrace-client": "198.51.100.7" });
  if (as.key !== undefined) sent.set("authorization", `Bearer ${as.key}`);
  if (as.cookie !== undefined) sent.set("cookie", as.cookie);
  if (as.cookie !== undefined && method !== "GET") sent.set("origin", publicUrl);
  if (as.workspace !== undefined) sent.set("x-millrace-workspace", as.workspace);
  if (body !== undefined || raw !== undefined) sent.set("content-type", "application/json");
  for (const [name, value] of Object.entries(headers)) value === "" ? sent.delete(name) : sent.set(name, value);
  const content = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const url = publicUrl + path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? "")) + query;
  const request = new Request(url, { method, headers: sent, ...(content === undefined ? {} : { body: content, duplex: "half" }) } as RequestInit);
  const module = await importRoute(routeFile(path));
  const response = await present(module[method], `${method} in ${routeFile(path)}`)(request, { params: Promise.resolve(params) });
  const text = isStream(response) ? await firstOf(response) : await response.text();
  return { status: response.status, headers: response.headers, text, json: (text !== "" && isJson(response) ? JSON.parse(text) : null) as never };
}

export async function importRoute(file: string): Promise<Record<string, Handle>> {
  const url = new URL(`../../app/${file}`, import.meta.url).pathname;
  return await import(/* @vite-ignore */ url);
}

function isJson(response: Response): boolean {
  return response.headers.get("content-type")?.startsWith("application/json") ?? false;
}

function isStream(response: Response): boolean {
  return response.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
}

/** A stream never ends by itself: its first words are enough to know that it was opened. */
async function firstOf(response: Response): Promise<string> {
  const reader = present(response.body, "the stream").getReader();
  const first = await reader.read();
  await reader.cancel();
  return new TextDecoder().decode(first.value);
}
