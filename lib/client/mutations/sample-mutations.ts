import { mutationOptions, type QueryClient } from "@tanstack/react-query";
import { askAnew } from "#lib/client/ask-anew.ts";
import { sampleKeys } from "#lib/client/queries/samples.ts";
import { request } from "#lib/client/request.ts";
import type { CallOf } from "#lib/contracts/contract.ts";
import type { createSample, putMock } from "#lib/contracts/samples.schema.ts";

type NewSample = Omit<CallOf<typeof createSample>, "flow">;
type NewMock = CallOf<typeof putMock>["mock"];

/** Changes to what a flow's test-runs are made with. */
export function sampleMutations(workspace: string, flow: string) {
  const renew = (client: QueryClient) => askAnew(client, { queryKey: sampleKeys.flow(workspace, flow) });
  const settled = { onSettled: (_a: unknown, _b: unknown, _c: unknown, _d: unknown, { client }: { client: QueryClient }) => renew(client) };
  return {
    create: mutationOptions({ mutationFn: (input: NewSample) => request("POST /api/v1/flows/{flow}/samples", { flow, ...input }), ...settled }),
    rename: mutationOptions({ mutationFn: (input: { sample: string; name: string }) => request("PATCH /api/v1/flows/{flow}/samples/{sample}", { flow, ...input }), ...settled }),
    remove: mutationOptions({ mutationFn: (input: { sample: string }) => request("DELETE /api/v1/flows/{flow}/samples/{sample}", { flow, ...input }), ...settled }),
    mock: mutationOptions({ mutationFn: (input: { node: string; mock: NewMock }) => request("PUT /api/v1/flows/{flow}/mocks/{node}", { flow, ...input }), ...settled }),
    unmock: mutationOptions({ mutationFn: (input: { node: string }) => request("DELETE /api/v1/flows/{flow}/mocks/{node}", { flow, ...input }), ...settled }),
    capture: mutationOptions({ mutationFn: (input: { count: number; forSeconds: number }) => request("POST /api/v1/flows/{flow}/captures", { flow, ...input }), ...settled }),
    stopCapture: mutationOptions({ mutationFn: () => request("DELETE /api/v1/flows/{flow}/captures", { flow }), ...settled }),
  };
}
