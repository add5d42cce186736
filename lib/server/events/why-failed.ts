import { findVersion } from "#db/queries/flows.ts";
import type { RunRow } from "#db/queries/runs.ts";
import type { EventDetail } from "#lib/contracts/events.schema.ts";
import { database } from "../database.ts";
import { storedDocument } from "../flows/flow-answer.ts";
import type { Projector } from "../projection/projector.ts";

type Failure = EventDetail["deliveries"][number]["failure"];

/** At which step a delivery's run failed, by the step's name in the version that ran, and with what. */
export async function whyFailed(run: RunRow | undefined, project: (run: RunRow) => Projector): Promise<Failure> {
  if (run === undefined || run.status !== "failed" || run.error === null) return null;
  const { node } = run.error;
  const version = node === undefined || run.version === null ? undefined : await findVersion(database(), run.workspaceId, run.flowId, run.version);
  const step = version && storedDocument(version.document).nodes.find(({ id }) => id === node);
  return { step: step?.name ?? null, error: project(run).error(run.error) };
}
