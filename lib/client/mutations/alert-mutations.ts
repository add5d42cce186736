import { mutationOptions, type QueryClient } from "@tanstack/react-query";
import { askAnew } from "#lib/client/ask-anew.ts";
import { alertKeys } from "#lib/client/queries/alerts.ts";
import { request } from "#lib/client/request.ts";
import type { createAlertRule, updateAlertRule } from "#lib/contracts/alerts.schema.ts";
import type { CallOf } from "#lib/contracts/contract.ts";

/** Making, changing and trying rules; muting and resolving what they opened. */
export function alertMutations(workspace: string) {
  const renew = (client: QueryClient) => askAnew(client, { queryKey: alertKeys.all(workspace) });
  return {
    createRule: mutationOptions({
      mutationFn: (input: CallOf<typeof createAlertRule>) => request("POST /api/v1/alert-rules", input),
      onSuccess: (_rule, _input, _result, { client }) => renew(client),
    }),
    updateRule: mutationOptions({
      mutationFn: (input: CallOf<typeof updateAlertRule>) => request("PATCH /api/v1/alert-rules/{alertRule}", input),
      onSuccess: (_rule, _input, _result, { client }) => renew(client),
    }),
    deleteRule: mutationOptions({
      mutationFn: (input: { alertRule: string }) => request("DELETE /api/v1/alert-rules/{alertRule}", input),
      onSuccess: (_nothing, _input, _result, { client }) => renew(client),
    }),
    tryRule: mutationOptions({
      mutationFn: (input: { alertRule: string }) => request("POST /api/v1/alert-rules/{alertRule}/test", input),
      onSuccess: (_answer, _input, _result, { client }) => renew(client),
    }),
    updateAlert: mutationOptions({
      mutationFn: (input: { alert: string; muted?: boolean; resolved?: true }) => request("PATCH /api/v1/alerts/{alert}", input),
      onSettled: (_alert, _error, _input, _result, { client }) => renew(client),
    }),
  };
}
