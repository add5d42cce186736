import { mutationOptions, type QueryClient } from "@tanstack/react-query";
import { askAnew } from "#lib/client/ask-anew.ts";
import { flowKeys } from "#lib/client/queries/flows.ts";
import { templateKeys } from "#lib/client/queries/templates.ts";
import { request } from "#lib/client/request.ts";
import type { CallOf } from "#lib/contracts/contract.ts";
import type { installTemplate, publishTemplate, shareTemplate, takeUpdate } from "#lib/contracts/templates.schema.ts";

/** Making, showing and withdrawing templates, and making flows of them. */
export function templateMutations(workspace: string) {
  const renew = (client: QueryClient) => askAnew(client, { queryKey: templateKeys.all(workspace) });
  const renewFlows = async (client: QueryClient) => {
    await Promise.all([renew(client), askAnew(client, { queryKey: flowKeys.all(workspace) })]);
  };
  return {
    publish: mutationOptions({
      mutationFn: (input: CallOf<typeof publishTemplate>) => request("POST /api/v1/flows/{flow}/template", input),
      onSuccess: (_template, _input, _result, { client }) => renew(client),
    }),
    share: mutationOptions({
      mutationFn: (input: CallOf<typeof shareTemplate>) => request("PATCH /api/v1/templates/{template}", input),
      onSuccess: (_template, _input, _result, { client }) => renew(client),
    }),
    withdraw: mutationOptions({
      mutationFn: (input: { template: string }) => request("DELETE /api/v1/templates/{template}", input),
      onSuccess: (_nothing, _input, _result, { client }) => renew(client),
    }),
    check: mutationOptions({
      mutationFn: (input: { template: string }) => request("POST /api/v1/templates/{template}/check", input),
      onSuccess: (_nothing, _input, _result, { client }) => renew(client),
    }),
    install: mutationOptions({
      mutationFn: (input: CallOf<typeof installTemplate>) => request("POST /api/v1/templates/install", input),
      onSuccess: (_flow, _input, _result, { client }) => renewFlows(client),
    }),
    takeUpdate: mutationOptions({
      mutationFn: (input: CallOf<typeof takeUpdate>) => request("POST /api/v1/flows/{flow}/install/update", input),
      onSuccess: (_flow, _input, _result, { client }) => renewFlows(client),
    }),
  };
}
