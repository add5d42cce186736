import { randomBytes } from "node:crypto";
import pg from "pg";
import { present } from "#lib/assert.ts";
import type { Credential } from "#lib/contracts/connections.schema.ts";
import { scopes } from "#lib/contracts/permissions.ts";
import { command, databaseUrl } from "#tests/support/database-server.ts";
import { type Millrace, startMillrace } from "#tests/support/start-millrace.ts";
import { startTarget, type TargetServer } from "#tests/support/target-server.ts";

/** A workspace of its own, as somebody finds it who has just signed up. */
export interface LabWorkspace {
  /** Calls the API with the workspace's key; throws when the answer is not 2xx. */
  api<Answer>(method: string, path: string, body?: unknown): Promise<Answer>;
  key: string;
}

/** The product as `npm start` runs it with its sample systems, and beside it the other side of connections: HTTP and PostgreSQL. */
export interface GalleryLab {
  millrace: Millrace;
  target: TargetServer;
  /** Of the database that connections lead to. */
  database: pg.Pool;
  secret: string;
  credential(kind: string): { credential: Credential; allowedHosts?: string[] };
  workspace(name: string): Promise<LabWorkspace>;
  stop(): Promise<void>;
}

/** What templates keep in a database of their taker's, as their descriptions say. */
const tables = `create table undelivered (id text primary key, payload jsonb not null, problem text not null, attempts int not null, received_at timestamptz not null)`;

async function signIn({ url, owner }: Millrace): Promise<Record<string, string>> {
  const answer = await fetch(`${url}/api/v1/session`, { method: "POST", headers: { "content-type": "application/json", origin: url }, body: JSON.stringify(owner) });
  const cookie = answer.headers.getSetCookie().map((line) => line.split(";")[0] ?? "").join("; ");
  return { cookie, origin: url };
}

/** @param server a PostgreSQL whose role may create databases. */
export async function startGalleryLab(server: string): Promise<GalleryLab> {
  const name = `millrace_gallery_${randomBytes(5).toString("hex")}`;
  await command(server, `create database ${name}`);
  const place = new URL(databaseUrl(server, name));
  const database = new pg.Pool({ connectionString: place.href, max: 2 });
  database.on("error", () => {});
  await database.query(tables);
  const target = await startTarget();
  const secret = randomBytes(16).toString("hex");
  // What is behind a credential asks for it; what has none, such as a chat's webhook, does not.
  target.answer = ({ url, headers }) => ({ status: url.startsWith("/open") || headers.authorization === `Bearer ${secret}` ? 201 : 401 });
  const millrace = await startMillrace({ MILLRACE_SAMPLES: "1", MILLRACE_EGRESS_ALLOW: `${target.address},127.0.0.1:${place.port}` });

  async function call<Answer>(headers: Record<string, string>, method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await fetch(`${millrace.url}${path}`, { method, headers: { ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text.slice(0, 500)}`);
    return (text === "" ? null : JSON.parse(text)) as Answer;
  }

  const credentials: Record<string, () => { credential: Credential; allowedHosts?: string[] }> = {
    "webhook/secret": () => ({ credential: { kind: "webhook/secret", secret } }),
    "http/bearer": () => ({ credential: { kind: "http/bearer", token: secret }, allowedHosts: [target.address] }),
    "postgres/password": () => ({ credential: { kind: "postgres/password", host: place.hostname, port: Number(place.port), database: name, user: decodeURIComponent(place.username), ssl: "disable", password: decodeURIComponent(place.password) } }),
  };
  let owner: Record<string, string> | undefined;
  return {
    millrace, target, database, secret,
    credential: (kind) => present(credentials[kind], `a server for connections of the kind ${kind}`)(),
    async workspace(title) {
      owner ??= await signIn(millrace);
      const { slug } = await call<{ slug: string }>(owner, "POST", "/api/v1/admin/workspaces", { name: title });
      const { secret: key } = await call<{ secret: string }>({ ...owner, "x-millrace-workspace": slug }, "POST", "/api/v1/api-keys", { name: "Gallery", scopes });
      return { key, api: (method, path, body) => call({ authorization: `Bearer ${key}` }, method, path, body) };
    },
    async stop() {
      await millrace.dispose();
      await target.close();
      await database.end();
      await command(server, `drop database if exists ${name} with (force)`);
    },
  };
}
