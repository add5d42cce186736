import type { ExampleFlow } from "#lib/contracts/example-flows.schema.ts";
import type { WorkspaceContext } from "../context.ts";
import { demand } from "../demand.ts";
import { samplesUrl } from "../sample-systems/sample-base.ts";
import { leadForm } from "./lead-form.ts";
import { paymentEvents } from "./payment-events.ts";

/** Flows to begin with, ready to be made the workspace's own; none while the sample systems that they use are off. */
export async function listExampleFlows(context: WorkspaceContext): Promise<{ examples: ExampleFlow[] }> {
  demand(context, "samples:read");
  return { examples: samplesUrl() === null ? [] : [leadForm, paymentEvents] };
}
