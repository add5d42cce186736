import { z } from "zod";
import type { Credential as GivenCredential } from "#lib/contracts/connections.schema.ts";
import type { Credential, DatabaseCredential } from "#lib/egress/credential.ts";
import { AppError } from "#lib/errors.ts";
import type { Json } from "#lib/json.ts";
import { unreachable } from "#lib/assert.ts";

/** What is stored of a credential: `settings` may be read back, `secret` never. */
export interface Parts {
  settings: { [key: string]: Json };
  secret: string;
}

export function splitCredential(given: GivenCredential): Parts {
  switch (given.kind) {
    case "http/bearer":
      return { settings: {}, secret: given.token };
    case "http/basic":
      return { settings: { username: given.username }, secret: given.password };
    case "http/api-key":
      return { settings: { in: given.in, name: given.name }, secret: given.value };
    case "postgres/password": {
      const { host, port, database, user, ssl } = given;
      return { settings: { host, port, database, user, ssl }, secret: given.password };
    }
    case "webhook/secret":
      return { settings: {}, secret: JSON.stringify({ current: given.secret }) };
    default:
      return unreachable(given);
  }
}

type HttpKind = Exclude<GivenCredential["kind"], "postgres/password" | "webhook/secret">;

const Basic = z.object({ username: z.string() });
const Database = z.object({ host: z.string(), port: z.number(), database: z.string(), user: z.string(), ssl: z.enum(["disable", "require", "verify"]) });
const ApiKey = z.object({ in: z.enum(["header", "query"]), name: z.string() });

/** How a stored credential is put on a request, or opens a database. The secret stays in this closure. */
export function makeCredential(kind: HttpKind, parts: Parts, allowedHosts: readonly string[]): Credential;
export function makeCredential(kind: GivenCredential["kind"], parts: Parts, allowedHosts: readonly string[]): Credential | DatabaseCredential;
export function makeCredential(kind: GivenCredential["kind"], { settings, secret }: Parts, allowedHosts: readonly string[]): Credential | DatabaseCredential {
  switch (kind) {
    case "http/bearer":
      return { allowedHosts, apply: ({ headers }) => void (headers["authorization"] = `Bearer ${secret}`), secrets: () => [secret] };
    case "http/basic": {
      const pair = `${Basic.parse(settings).username}:${secret}`;
      const value = `Basic ${Buffer.from(pair, "utf8").toString("base64")}`;
      return { allowedHosts, apply: ({ headers }) => void (headers["authorization"] = value), secrets: () => [secret, pair] };
    }
    case "http/api-key": {
      const { in: where, name } = ApiKey.parse(settings);
      return {
        allowedHosts,
        apply({ url, headers }) {
          if (where === "query") url.searchParams.set(name, secret);
          else headers[name.toLowerCase()] = secret;
        },
        secrets: () => [secret],
      };
    }
    case "postgres/password":
      return { allowedHosts, ...Database.parse(settings), password: () => secret, secrets: () => [secret] };
    case "webhook/secret":
      throw new AppError("invalid", "This connection holds a webhook's secret, which only checks what arrives and is never sent. Choose another one.");
    default:
      return unreachable(kind);
  }
}
