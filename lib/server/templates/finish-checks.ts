import type { PoolClient } from "pg";
import { databaseOn } from "#db/client.ts";
import { type RunRow, runsById, waitsOf } from "#db/queries/runs.ts";
import { findTemplateVersion, type TemplateCheckRow } from "#db/queries/templates.ts";
import type { UnderCheck } from "#db/schema/templates.ts";
import { compareRun } from "#lib/flow/templates/compare-run.ts";
import type { ExpectedRun, TemplateContent } from "#lib/flow/templates/template-content.schema.ts";
import type { Json } from "#lib/json.ts";
import { recordDecision } from "../approvals/record-decision.ts";
import { endCancelled } from "../runs/cancel-run.ts";
import { formFilledIn } from "../samples/generate-sample.ts";
import { transaction } from "../transaction.ts";
import { expectedOf, seenRun } from "./seen-run.ts";
import { storedContent } from "./stored-content.ts";

/** A sample that takes longer is not one that anybody waits for. */
const longestMinutes = 10;

const claim = `
select workspace_id as "workspaceId", template_id as "templateId", version, under, expected, started_at < now() - make_interval(mins => ${longestMinutes}) as "isLate"
from template_checks where under is not null order by started_at limit 5 for update skip locked`;

const finish = `
update template_checks set under = null, started_at = null, passed = $4, "of" = $5, problems = $6, expected = $7, at = now()
where workspace_id = $1 and template_id = $2 and version = $3`;

type Claimed = Pick<TemplateCheckRow, "workspaceId" | "templateId" | "version" | "expected"> & { under: UnderCheck[]; isLate: boolean };

/** An approval on the way is decided as the sample expects, or approved. */
async function decide(client: PoolClient, run: RunRow, content: TemplateContent, expected: ExpectedRun | null): Promise<void> {
  for (const wait of await waitsOf(databaseOn(client), run.workspaceId, run.id)) {
    if (wait.status !== "open" || wait.kind !== "approval") continue;
    const decision = expected?.steps[wait.nodeId]?.port === "rejected" ? "rejected" : "approved";
    const fields = formFilledIn(content.document.nodes.find(({ id }) => id === wait.nodeId)?.config["form"]);
    await recordDecision(client, run.workspaceId, run.id, wait.id, { decision, by: "the check of its template", comment: "", at: new Date().toISOString(), signedIn: true, fields });
  }
}

/** What is wrong with a sample's run; with what it came to, where nothing said before what that should be. */
async function judge(run: RunRow, expected: ExpectedRun | null, nameOf: (node: string) => string): Promise<{ problems: string[]; seen?: ExpectedRun }> {
  const seen = await seenRun(run);
  if (expected !== null) return { problems: compareRun(expected, seen, nameOf).filter(({ holds }) => !holds).map(({ what, expected: wanted, came }) => `${what}: expected ${wanted}, came ${came}.`) };
  if (run.status === "succeeded") return { problems: [], seen: expectedOf(seen) };
  const at = run.error?.node === undefined ? "" : ` at “${nameOf(run.error.node)}”`;
  return { problems: [`It ${run.status === "cancelled" ? "was cancelled" : `failed${at}`}. Look at the test-runs of the flow.`] };
}

async function finishOne(client: PoolClient, { workspaceId, templateId, version, under, expected, isLate }: Claimed): Promise<void> {
  const db = databaseOn(client);
  const runs = new Map((await runsById(db, workspaceId, under.flatMap(({ run }) => run ?? []))).map((run) => [run.id, run]));
  const content = storedContent((await findTemplateVersion(db, { workspaceId, id: templateId }, version))?.content, expected);
  const expectedBy = new Map(content.samples.map((sample) => [sample.name, sample.expected]));
  const open = [...runs.values()].filter((run) => run.finishedAt === null);
  if (open.length > 0 && !isLate) {
    for (const run of open) await decide(client, run, content, expectedBy.get(under.find((one) => one.run === run.id)?.sample ?? "") ?? null);
    return;
  }
  for (const run of open) await endCancelled(client, workspaceId, run.id, "It was part of a template's check and took too long.");
  const names = new Map(content.document.nodes.map(({ id, name }) => [id, name]));
  const problems: { sample: string; problem: string }[] = [];
  const recorded: { [sample: string]: Json } = { ...expected };
  let passed = 0;
  for (const { sample, run: id, problem } of under) {
    const run = runs.get(id ?? "");
    const judged = run === undefined ? { problems: [problem ?? "Its run is gone. Check again."] }
      : run.finishedAt !== null ? await judge(run, expectedBy.get(sample) ?? null, (node) => names.get(node) ?? "a step that is gone")
      : { problems: [`It did not end within ${longestMinutes} minutes.`] };
    if ("seen" in judged && judged.seen) recorded[sample] = judged.seen as unknown as Json;
    if (judged.problems.length === 0) passed += 1;
    problems.push(...judged.problems.map((words) => ({ sample, problem: words })));
  }
  await client.query({ name: "finish-template-check", text: finish, values: [workspaceId, templateId, version, passed, under.length, JSON.stringify(problems), JSON.stringify(recorded)] });
}

/** Ends the checks whose runs are over; several workers share the work. */
export async function finishChecks(): Promise<void> {
  await transaction(async (client) => {
    const { rows } = await client.query<Claimed>({ name: "claim-template-checks", text: claim });
    for (const row of rows) await finishOne(client, row);
  });
}
