import { careOf } from "#db/queries/data-care.ts";
import { type FieldPattern, readFieldRule } from "#lib/flow/field-rules/field-pattern.ts";
import type { FieldRule } from "#lib/flow/field-rules/field-rule.ts";
import type { WorkspaceContext } from "../context.ts";
import { database } from "../database.ts";
import { may } from "../demand.ts";

/** Who is to be shown something: whether values at all, and which fields no one is shown. */
export interface Reader {
  workspaceId: string;
  seesValues: boolean;
  /** The rules of today, of the workspace and of the flow: what was added later hides old runs too. */
  rulesOf(flowId: string | null): readonly FieldPattern[];
}

function ready(rules: readonly FieldRule[]): FieldPattern[] {
  return rules.flatMap((rule) => {
    const read = readFieldRule(rule);
    return read.ok ? [read.value] : [];
  });
}

async function readerFor(workspaceId: string, flows: readonly string[], seesValues: (viewersDo: boolean) => boolean): Promise<Reader> {
  const care = await careOf(database(), workspaceId, flows);
  const common = ready(care.rules);
  const own = new Map([...care.flows].map(([flow, rules]) => [flow, [...common, ...ready(rules)]]));
  return { workspaceId, seesValues: seesValues(care.viewersSeeValues), rulesOf: (flow) => (flow === null ? common : (own.get(flow) ?? common)) };
}

/** What a member or key may see of these flows (SEMANTICS step-6). */
export async function readerOf(context: WorkspaceContext, flows: readonly string[]): Promise<Reader> {
  return await readerFor(context.workspace.id, flows, (viewersDo) => may(context, "runs:payload") || (viewersDo && context.role === "viewer"));
}

/** Somebody with a link: sees the values that were put on its page, but no field under a rule. */
export async function readerByLink(workspaceId: string, flow: string): Promise<Reader> {
  return await readerFor(workspaceId, [flow], () => true);
}
