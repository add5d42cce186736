import { AppError } from "#lib/errors.ts";
import { answerSettings } from "../answers/answer-settings.ts";
import { loadPlan } from "../engine/load-plan.ts";
import { runtime } from "../runtime.ts";
import { type FoundHook, hookColumns, hookJoins, type HookRow, readHook } from "./find-hook.ts";
import type { HookRequest } from "./hook-request.ts";
import { type HookAnswer, takeRequest } from "./receive-hook.ts";

export const flowApiPrefix = "/api/flows/";

const place = /^([a-z0-9-]{1,100})\/([a-z0-9][a-z0-9-]{0,62})(?:\/v([1-9][0-9]{0,8}))?$/;

function unknownFlow(): AppError {
  return new AppError("not_found", "No flow answers at this address. Look at the workspace’s API reference.");
}

interface Found extends FoundHook {
  answer: NonNullable<FoundHook["answer"]>;
}

async function find(workspace: string, address: string): Promise<Found | null> {
  const found = await runtime().pool.query<HookRow>({
    name: "flow-by-address",
    text: `select ${hookColumns}, false as captures from workspaces w join subscriptions s on s.workspace_id = w.id and s.address = $2 ${hookJoins} where w.slug = $1 and s.settings ? 'answer'`,
    values: [workspace, address],
  });
  return found.rows[0] ? (readHook(found.rows[0]) as Found) : null;
}

/** An earlier version as it was published: what it takes and how long it may take are its own; who may call it is said by the newest. */
async function pinned(found: Found, version: number): Promise<Found> {
  if (version === found.version) return found;
  const { workspaceId, flowId, answer } = found;
  const known = await runtime().pool.query({ name: "version-exists", text: "select 1 from flow_versions where workspace_id = $1 and flow_id = $2 and number = $3", values: [workspaceId, flowId, version] });
  if (known.rowCount !== 1) throw unknownFlow();
  const plan = await loadPlan(runtime().pool, { workspaceId, bucket: 0, flowId, version, snapshot: null });
  const trigger = plan.nodes.get(plan.trigger);
  const settings = trigger && answerSettings({ config: trigger.config, ...(trigger.connection === undefined ? {} : { connection: trigger.connection }) });
  if (!settings) throw unknownFlow();
  return { ...found, version, answer: { ...settings, auth: answer.auth } };
}

/**
 * A call of a flow by its name in a workspace's API: `<workspace>/<name>` for the newest version, `<workspace>/<name>/v3`
 * for that one. @throws AppError as for a hook.
 */
export async function callFlow(request: HookRequest, requestId: string): Promise<HookAnswer> {
  const [, workspace, address, version] = place.exec(request.path) ?? [];
  const found = workspace === undefined || address === undefined ? null : await find(workspace, address);
  if (found === null) throw unknownFlow();
  return await takeRequest(version === undefined ? found : await pinned(found, Number(version)), request, requestId);
}
