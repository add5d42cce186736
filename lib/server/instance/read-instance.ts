import { listAllWorkspaces, listEgressRules } from "#db/queries/instance.ts";
import type { AnswerOf } from "#lib/contracts/contract.ts";
import type { readInstance as contract } from "#lib/contracts/instance.schema.ts";
import type { UserContext } from "#lib/server/context.ts";
import { database } from "#lib/server/database.ts";
import { runtime } from "#lib/server/runtime.ts";
import { fixedTargets } from "./allowed-targets.ts";
import { demandInstanceAdmin } from "./demand-instance-admin.ts";
import { readMail } from "../mail/read-mail.ts";
import { readQueue } from "./read-queue.ts";
import { version } from "./version.ts";

/** What the instance admin sees; counts and names, no content of any workspace. */
export async function readInstance(context: UserContext): Promise<AnswerOf<typeof contract>> {
  demandInstanceAdmin(context);
  const { env, driver } = runtime();
  const [queue, rules, workspaces] = await Promise.all([readQueue(), listEgressRules(database()), listAllWorkspaces(database())]);
  const fixed = fixedTargets().map((target) => ({ id: null, ...target, fromEnvironment: true }));
  return {
    version, publicUrl: env.publicUrl, executor: driver.kind, server: queue?.server ?? null,
    mail: await readMail(),
    egress: [...fixed, ...rules.map((rule) => ({ ...rule, fromEnvironment: false }))],
    workspaces: workspaces.map((workspace) => ({ ...workspace, createdAt: workspace.createdAt.toISOString() })),
  };
}
