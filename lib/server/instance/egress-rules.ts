import { deleteEgressRule, insertEgressRule } from "#db/queries/instance.ts";
import type { EgressRule } from "#lib/contracts/instance.schema.ts";
import { formatEgressRule, parseEgressRule } from "#lib/egress/egress-rule.ts";
import { AppError } from "#lib/errors.ts";
import { newId } from "#lib/ids.ts";
import { audit } from "#lib/server/audit.ts";
import { actorName, type UserContext } from "#lib/server/context.ts";
import { database } from "#lib/server/database.ts";
import { notFound } from "#lib/server/not-found.ts";
import { forgetAllowedTargets } from "./allowed-targets.ts";
import { demandInstanceAdmin } from "./demand-instance-admin.ts";

/** @throws AppError invalid for what is neither host:port nor a CIDR range; conflict when it is there already. */
export async function addEgressRule(context: UserContext, input: { rule: string; note: string }): Promise<EgressRule> {
  demandInstanceAdmin(context);
  const parsed = parseEgressRule(input.rule);
  if (parsed === null) {
    throw new AppError("invalid", "Write a host with its port (nas.local:8080, [fd00::5]:443) or a range (10.1.0.0/16).", {
      details: [{ at: "body.rule", message: "Neither host:port nor a CIDR range." }],
    });
  }
  const rule = formatEgressRule(parsed);
  const added = await database().transaction(async (tx) => {
    const row = await insertEgressRule(tx, { id: newId("rule"), rule, note: input.note, createdBy: actorName(context.actor) });
    if (row === null) throw new AppError("conflict", `${rule} is on the list already.`);
    await audit(tx, context, "egress.allow", row.id, { rule });
    return { ...row, fromEnvironment: false };
  });
  forgetAllowedTargets();
  return added;
}

export async function removeEgressRule(context: UserContext, input: { rule: string }): Promise<null> {
  demandInstanceAdmin(context);
  await database().transaction(async (tx) => {
    const rule = await deleteEgressRule(tx, input.rule);
    if (rule === null) throw notFound();
    await audit(tx, context, "egress.forbid", input.rule, { rule });
  });
  forgetAllowedTargets();
  return null;
}
