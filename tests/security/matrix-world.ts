import { insertApiKey, revokeApiKeyRow } from "#db/queries/api-keys.ts";
import { insertInvite } from "#db/queries/invites.ts";
import { insertMember } from "#db/queries/members.ts";
import { insertUser } from "#db/queries/users.ts";
import { databaseOf } from "#db/client.ts";
import { present } from "#lib/assert.ts";
import { type Role, roles, type Scope, scopes } from "#lib/contracts/permissions.ts";
import type { TemplateDraft } from "#lib/contracts/templates.schema.ts";
import { newId } from "#lib/ids.ts";
import { hashToken, newToken } from "#lib/server/crypto/token.ts";
import { createAlertRule } from "#lib/server/alerts/create-alert-rule.ts";
import { createConnection } from "#lib/server/connections/create-connection.ts";
import { publishEvents } from "#lib/server/events/publish-events.ts";
import { createFlow } from "#lib/server/flows/create-flow.ts";
import { publishFlow } from "#lib/server/flows/publish-flow.ts";
import { packPayload } from "#lib/server/payloads/pack-payload.ts";
import { createSample } from "#lib/server/samples/create-sample.ts";
import { publishTemplate } from "#lib/server/templates/publish-template.ts";
import { receiveHook } from "#lib/server/hooks/receive-hook.ts";
import type { Caller, TestApi } from "#tests/support/api.ts";
import { hookMapRequest, nodeId } from "#tests/support/build-document.ts";
import { ownerContext } from "#tests/support/start-engine.ts";

/** What is said to make a template of a flow of the matrix. */
export const matrixDraft = {
  name: "Matrix", sentence: "Sends what arrives.", description: "", author: "Somebody", licence: "MIT", goal: "collect", from: "live", parameters: [], connections: [], samples: [], keep: [],
} satisfies TemplateDraft;

/** What a caller of the matrix is by the rules, apart from how it shows itself. */
export type Standing =
  | { kind: "nobody" }
  | { kind: "member"; role: Role }
  | { kind: "stranger" }
  | { kind: "instance-admin" }
  | { kind: "key"; scopes: readonly Scope[] };

export interface MatrixCaller {
  name: string;
  standing: Standing;
  as: Caller;
  /** To sign in again after a call that ends sessions. */
  email?: string;
}

export interface Tenant {
  id: string;
  slug: string;
  name: string;
  ownerId: string;
}

export interface World {
  own: Tenant;
  foreign: Tenant;
  callers: MatrixCaller[];
}

/** Two workspaces, and everybody who may try something in the first. */
export async function buildWorld(api: TestApi): Promise<World> {
  const users = await Promise.all([...roles, "stranger", "instance-admin"].map((name) => api.user(`${name}@matrix.test`, { instanceAdmin: name === "instance-admin" })));
  const [viewer, editor, admin, owner, stranger, instanceAdmin] = users as [User, User, User, User, User, User];
  const own = await api.workspace("own", { [viewer.id]: "viewer", [editor.id]: "editor", [admin.id]: "admin", [owner.id]: "owner" });
  const foreign = await api.workspace("foreign", { [stranger.id]: "owner" });
  const key = async (granted: readonly Scope[], revoked = false): Promise<Caller> => ({ key: await makeKey(api, own.id, granted, revoked) });
  const inOwn = (user: User): Caller => ({ cookie: user.cookie, workspace: own.slug });
  return {
    own: { ...own, ownerId: owner.id },
    foreign: { ...foreign, ownerId: stranger.id },
    callers: [
      { name: "anonymous", standing: { kind: "nobody" }, as: { workspace: own.slug } },
      { name: "revoked key", standing: { kind: "nobody" }, as: await key(scopes, true) },
      ...roles.map((role, index): MatrixCaller => ({ name: role, standing: { kind: "member", role }, as: inOwn(present(users[index], role)), email: `${role}@matrix.test` })),
      { name: "owner of another workspace", standing: { kind: "stranger" }, as: inOwn(stranger), email: stranger.email },
      { name: "instance admin", standing: { kind: "instance-admin" }, as: inOwn(instanceAdmin), email: instanceAdmin.email },
      { name: "key without scopes", standing: { kind: "key", scopes: [] }, as: await key([]) },
      ...(await Promise.all(scopes.map(async (scope): Promise<MatrixCaller> => ({ name: `key ${scope}`, standing: { kind: "key", scopes: [scope] }, as: await key([scope]) })))),
    ],
  };
}

type User = Awaited<ReturnType<TestApi["user"]>>;

async function makeKey(api: TestApi, workspaceId: string, granted: readonly Scope[], revoked: boolean): Promise<string> {
  const db = databaseOf(api.database.pool);
  const secret = `mr_live_${newToken()}`;
  const id = newId("apiKey");
  await insertApiKey(db, { id, workspaceId, name: "matrix", secretHash: hashToken(secret), hint: "", scopes: [...granted], createdBy: "test", expiresAt: null });
  if (revoked) await revokeApiKeyRow(db, workspaceId, id);
  return secret;
}

/** Fresh things for the names that paths hold, so that one call's deletion does not make the next one a 404. */
export function makers(api: TestApi): Record<string, (tenant: Tenant) => Promise<Record<string, string>>> {
  const db = databaseOf(api.database.pool);
  const context = (tenant: Tenant) => ownerContext(tenant);
  const flow = async (tenant: Tenant) => {
    const made = await createFlow(context(tenant), { name: "matrix", document: hookMapRequest("https://example.com/") });
    return await publishFlow(context(tenant), { flow: made.id, baseRevision: made.draftRevision, message: "" });
  };
  const makeRun = async (tenant: Tenant) => {
    const { hookUrl } = await flow(tenant);
    await receiveHook({ method: "POST", path: hookUrl.split("/").at(-1) ?? "", query: new URLSearchParams(), headers: {}, body: Buffer.alloc(0) });
    const run = (await api.database.pool.query("select id, input, bucket from runs where workspace_id = $1 order by id desc limit 1", [tenant.id])).rows[0];
    await api.database.pool.query("insert into step_runs (workspace_id, run_id, node_id, status, input, bucket) values ($1, $2, $3, 'succeeded', $4, $5)", [tenant.id, run.id, nodeId("shape"), run.input, run.bucket]);
    const wait = newId("wait");
    await api.database.pool.query("insert into waits (workspace_id, id, run_id, node_id, kind, name, status) values ($1, $2, $3, $4, 'approval', 'ok?', 'open')", [tenant.id, wait, run.id, nodeId("shape")]);
    return { run: run.id, node: nodeId("shape"), part: "input", wait };
  };
  const makeAlertRule = async (tenant: Tenant) =>
    (await createAlertRule(context(tenant), { name: "matrix", condition: { what: "failed", times: 1, withinMinutes: 60 }, flows: null, emails: [], webhook: null, flow: null, cooldownMinutes: 60 })).id;
  const makeTemplate = async (tenant: Tenant): Promise<string> => (await publishTemplate(context(tenant), { flow: (await flow(tenant)).id, message: "", ...matrixDraft })).id;
  return {
    flow: async (tenant) => {
      const { id } = await flow(tenant);
      const sample = await createSample(context(tenant), { flow: id, node: nodeId("shape"), from: { kind: "pasted", value: 1 } });
      await api.database.pool.query("insert into runs (workspace_id, id, flow_id, version, pattern, status, origin, error, fingerprint, finished_at) values ($1, $2, $3, 1, 'event', 'failed', $2, $4, 'same', now())", [
        tenant.id, newId("run"), id, JSON.stringify({ class: "provider", code: "http_500", message: "It answered 500." }),
      ]);
      return { flow: id, fingerprint: "same", version: "1", revision: "1", sample: sample.id, node: nodeId("shape") };
    },
    run: makeRun,
    connection: async (tenant) => ({
      connection: (await createConnection(context(tenant), { name: newId("connection"), allowedHosts: ["example.com"], credential: { kind: "http/bearer", token: "t" } })).id,
      table: "orders",
    }),
    user: async (tenant) => {
      const id = newId("user");
      await insertUser(db, { id, email: `${id}@matrix.test`, name: id, passwordHash: "none", instanceAdmin: false });
      await insertMember(db, { workspaceId: tenant.id, userId: id, role: "viewer" });
      return { user: id };
    },
    invite: async (tenant) => {
      const id = newId("invite");
      await insertInvite(db, { id, workspaceId: tenant.id, email: `${id}@matrix.test`, role: "viewer", tokenHash: id, createdBy: `user:${tenant.ownerId}` }, 7);
      return { invite: id };
    },
    token: async (tenant) => {
      const token = newToken();
      const id = newId("invite");
      await insertInvite(db, { id, workspaceId: tenant.id, email: `${id}@matrix.test`, role: "viewer", tokenHash: hashToken(token), createdBy: `user:${tenant.ownerId}` }, 7);
      return { token };
    },
    link: async (tenant) => {
      const { run, node } = await makeRun(tenant);
      const token = newToken();
      const ask = packPayload({ who: "link" });
      await api.database.pool.query("insert into payloads (bucket, workspace_id, hash, codec, size, body) select bucket, $1, $2, $3, $4, $5 from runs where id = $6 on conflict do nothing", [tenant.id, ask.hash, ask.codec, ask.size, ask.body, run]);
      await api.database.pool.query("insert into waits (workspace_id, id, run_id, node_id, kind, name, status, ask, token_hash) values ($1, $2, $3, $4, 'approval', 'ok?', 'open', $5, $6)", [tenant.id, newId("wait"), run, node, ask.hash, hashToken(token)]);
      await api.database.pool.query("update templates set visibility = 'link', link = $2 where id = $1", [await makeTemplate(tenant), token]);
      return { link: token };
    },
    key: async (tenant) => {
      const id = newId("apiKey");
      await insertApiKey(db, { id, workspaceId: tenant.id, name: "matrix", secretHash: id, hint: "", scopes: [], createdBy: "test" });
      return { key: id };
    },
    redrive: async (tenant) => {
      const id = newId("redrive");
      await api.database.pool.query(`insert into redrives (workspace_id, id, status, filter, "from", version, rate, up_to, total, started_by) values ($1, $2, 'paused', '{"kind":"live"}', 'failed', 'same', 1, '', 0, 'test')`, [tenant.id, id]);
      return { redrive: id };
    },
    event: async (tenant) => ({ event: present((await publishEvents(context(tenant), { name: "matrix/made", data: null })).events[0], "the event").id }),
    replay: async (tenant) => {
      const id = newId("eventReplay");
      await api.database.pool.query(`insert into event_replays (workspace_id, id, status, mode, rate, cursor, up_to, total, started_by) values ($1, $2, 'paused', 'same', 1, '', '', 0, 'test')`, [tenant.id, id]);
      return { replay: id };
    },
    view: async (tenant) => {
      const id = newId("runView");
      await api.database.pool.query("insert into run_views (workspace_id, id, name, query, created_by) values ($1, $2, 'Failed', 'status=failed', 'test')", [tenant.id, id]);
      return { view: id };
    },
    rule: async () => {
      const id = newId("rule");
      await api.database.pool.query("insert into egress_rules (id, rule, note, created_by) values ($1, $1, '', 'test')", [id]);
      return { rule: id };
    },
    template: async (tenant) => ({ template: await makeTemplate(tenant) }),
    alertRule: async (tenant) => ({ alertRule: await makeAlertRule(tenant) }),
    alert: async (tenant) => {
      const id = newId("alert");
      const { id: flowId } = await createFlow(context(tenant), { name: "matrix" });
      await api.database.pool.query(
        "insert into alerts (id, workspace_id, rule_id, flow_id, group_key, what, state, facts, count, recent, last_at, opened_at) values ($1, $2, $3, $4, 'x', 'failed', 'open', '{}', 1, '{}', now(), now())",
        [id, tenant.id, await makeAlertRule(tenant), flowId],
      );
      return { alert: id };
    },
    connector: async () => ({ connector: "http", operation: "request" }),
    system: async () => ({ system: "shop", collection: "orders" }),
  };
}

/** An id of the right shape that is nowhere. */
export const randomId: Record<string, () => string> = {
  flow: () => newId("flow"),
  run: () => newId("run"),
  connection: () => newId("connection"),
  user: () => newId("user"),
  invite: () => newId("invite"),
  token: newToken,
  link: newToken,
  key: () => newId("apiKey"),
  redrive: () => newId("redrive"),
  event: () => newId("event"),
  replay: () => newId("eventReplay"),
  view: () => newId("runView"),
  rule: () => newId("rule"),
  template: () => newId("template"),
  alertRule: () => newId("alertRule"),
  alert: () => newId("alert"),
  connector: () => "nothing",
  system: () => "nothing",
};
