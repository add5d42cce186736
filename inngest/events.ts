/** Ids only: payloads and secrets stay in our tables. */
export const runRequested = "millrace/run.requested";

export interface RunRequested {
  runId: string;
  workspaceId: string;
}
