import type { Queryable } from "#db/client.ts";
import { findAddress, findVersion, type FlowRow, insertVersion, lockFlow, type NewSubscription, putSubscription, updateFlow } from "#db/queries/flows.ts";
import { present } from "#lib/assert.ts";
import type { Flow } from "#lib/contracts/flows.schema.ts";
import { AppError } from "#lib/errors.ts";
import { compile } from "#lib/flow/compile.ts";
import { readEventFilter } from "#lib/flow/event-filter.ts";
import { hasWildcard, headOfPattern } from "#lib/flow/event-name.ts";
import { patternOf } from "#lib/flow/pattern-of.ts";
import { firingRuleOf } from "#lib/flow/schedule/read-firing-rule.ts";
import { scheduleTrigger } from "#lib/flow/schedule/schedule.ts";
import { newId } from "#lib/ids.ts";
import type { Plan, PlanNode } from "#lib/flow/plan.ts";
import { audit } from "../audit.ts";
import { formSetupOf } from "../forms/form-setup-of.ts";
import { actorName, type WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { demand } from "../demand.ts";
import { answerAddress, answerSettings } from "../answers/answer-settings.ts";
import { triggerLimits } from "../events/limits.ts";
import { verificationOf } from "../hooks/verification-of.ts";
import { firstPoll } from "../polls/first-poll.ts";
import { pollSettings, pollTrigger } from "../polls/poll-settings.ts";
import { firstDue } from "../schedules/first-due.ts";
import { demandOwnConnections } from "./demand-own-connections.ts";
import { differsFromLive } from "./differs-from-live.ts";
import { flowAnswer, flowNotFound, storedDocument } from "./flow-answer.ts";
import { settleCursors } from "./settle-cursors.ts";
import { usableNodeTypes } from "./usable-node-types.ts";

type Listening = Pick<NewSubscription, "kind" | "key" | "settings"> & { address?: string | null };

function listensToEvents({ config: { name, filter } }: PlanNode, limited: object): Listening {
  if (name?.kind !== "literal" || typeof name.value !== "string") throw new AppError("invalid", "Write the event's name as text; it cannot be a reference.");
  const text = filter?.kind === "literal" && typeof filter.value === "string" ? filter.value.trim() : "";
  const read = text === "" ? null : readEventFilter(text);
  if (read?.ok === false) throw new AppError("invalid", read.problem.message);
  return { kind: "event", key: headOfPattern(name.value), settings: { ...limited, ...(hasWildcard(name.value) ? { name: name.value } : {}), ...(read === null ? {} : { filter: read.value }) } };
}

/** What a trigger listens to, and the fields it declares. */
function listensTo(plan: Plan, flow: FlowRow): Listening {
  const trigger = present(plan.nodes.get(plan.trigger), "the trigger");
  const { fields } = trigger.config;
  const limits = triggerLimits(trigger);
  const limited = limits === null ? {} : { limits };
  const settings = { fields: fields?.kind === "literal" ? fields.value : [] };
  const answer = answerSettings(trigger);
  switch (trigger.type) {
    case "core/manual":
      return { kind: "manual", key: flow.id, settings };
    case "core/called":
      return { kind: "call", key: flow.id, settings };
    case "core/event":
      return listensToEvents(trigger, limited);
    case scheduleTrigger: {
      const rule = firingRuleOf(trigger.config);
      if (rule.ok) return { kind: "schedule", key: flow.id, settings: { ...rule.value } };
      throw new AppError("invalid", rule.problem.message);
    }
    case pollTrigger:
      return { kind: "poll", key: flow.id, settings: { ...limited, poll: pollSettings(trigger) } };
    case "core/form": {
      const setup = formSetupOf(trigger.config);
      if (setup.success) return { kind: "hook", key: flow.hookPath, settings: { ...limited, form: setup.data, ...(answer === null ? {} : { answer }) } };
      const [problem] = setup.error.issues;
      throw new AppError("invalid", `The form cannot be shown: ${problem?.path.join(".")}: ${problem?.message}.`);
    }
    default: {
      const verify = verificationOf(trigger);
      return { kind: "hook", key: flow.hookPath, settings: { ...limited, ...(answer === null ? {} : { answer }), ...(verify === null ? {} : { verify }) }, address: answerAddress(trigger) };
    }
  }
}

/** A name in the workspace's API is one flow's. */
async function demandFreeAddress(tx: Queryable, workspaceId: string, flowId: string, address: string | null): Promise<void> {
  const taken = address === null ? null : await findAddress(tx, workspaceId, address);
  if (taken !== null && taken.flowId !== flowId) throw new AppError("conflict", `Another flow, “${taken.name}”, has the name “${address}” in the API. Choose another for this one.`);
}

/**
 * Makes the draft of revision `baseRevision` the live version. Runs under way stay on theirs (SEMANTICS step-7).
 * @throws AppError precondition with the issues that block it; conflict when the draft is newer.
 */
export async function publishFlow(context: WorkspaceContext, input: { flow: string; baseRevision: number; message: string; cursors?: { [node: string]: "keep" | "start-over" } | undefined }): Promise<Flow> {
  demand(context, "flows:write");
  const workspaceId = context.workspace.id;
  return await database().transaction(async (tx) => {
    const flow = await lockFlow(tx, workspaceId, input.flow);
    if (!flow) throw flowNotFound();
    const document = storedDocument(flow.draft);
    const compiled = compile(document, usableNodeTypes());
    if (!compiled.ok) {
      const issues = compiled.problem;
      throw new AppError("precondition", `Publish is blocked by ${issues.length} ${issues.length === 1 ? "issue" : "issues"}: ${issues[0]?.message ?? ""}`, { details: issues });
    }
    await demandOwnConnections(tx, workspaceId, document, usableNodeTypes());
    await settleCursors(tx, workspaceId, flow, compiled.value, input.cursors ?? {});
    const number = (flow.liveVersion ?? 0) + 1;
    const published = await updateFlow(
      tx,
      workspaceId,
      flow.id,
      { liveVersion: number, publishedRevision: flow.draftRevision, updatedAt: new Date() },
      input.baseRevision,
    );
    if (!published) throw new AppError("conflict", "The draft was saved by somebody else in the meantime. Look at it before you publish.", { details: { draftRevision: flow.draftRevision } });
    await insertVersion(tx, { workspaceId, flowId: flow.id, number, document, message: input.message, publishedBy: actorName(context.actor) });
    const listening = listensTo(compiled.value, flow);
    await demandFreeAddress(tx, workspaceId, flow.id, listening.address ?? null);
    await putSubscription(tx, {
      id: newId("subscription"),
      workspaceId,
      flowId: flow.id,
      version: number,
      nodeId: compiled.value.trigger,
      ...listening,
      nextAt: (await firstDue(tx, workspaceId, flow.id, listening)) ?? (await firstPoll(tx, workspaceId, flow.id, listening)),
      pattern: present(patternOf(document, usableNodeTypes()), "the pattern of a document with a trigger"),
      status: flow.pausedAt === null ? "active" : "paused",
    });
    const before = flow.liveVersion === null ? undefined : await findVersion(tx, workspaceId, flow.id, flow.liveVersion);
    await audit(tx, context, "flow.publish", flow.id, { version: number, differs: before ? differsFromLive(storedDocument(before.document), document) : null });
    return flowAnswer(published);
  });
}
