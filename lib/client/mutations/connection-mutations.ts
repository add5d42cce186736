import { mutationOptions, type QueryClient } from "@tanstack/react-query";
import { askAnew } from "#lib/client/ask-anew.ts";
import { connectionKeys } from "#lib/client/queries/connections.ts";
import { request } from "#lib/client/request.ts";
import type { createConnection, updateConnection } from "#lib/contracts/connections.schema.ts";
import type { CallOf } from "#lib/contracts/contract.ts";

/** Making, changing, trying and deleting connections. Secrets go in and never come back. */
export function connectionMutations(workspace: string) {
  const renew = (client: QueryClient) => askAnew(client, { queryKey: connectionKeys.all(workspace) });
  return {
    create: mutationOptions({
      mutationFn: (input: CallOf<typeof createConnection>) => request("POST /api/v1/connections", input),
      onSuccess: (_connection, _input, _result, { client }) => renew(client),
    }),
    update: mutationOptions({
      mutationFn: (input: CallOf<typeof updateConnection>) => request("PATCH /api/v1/connections/{connection}", input),
      onSuccess: (_connection, _input, _result, { client }) => renew(client),
    }),
    delete: mutationOptions({
      mutationFn: (input: { connection: string }) => request("DELETE /api/v1/connections/{connection}", input),
      onSuccess: (_nothing, _input, _result, { client }) => renew(client),
    }),
    test: mutationOptions({ mutationFn: (input: { connection: string; url?: string }) => request("POST /api/v1/connections/{connection}/test", input) }),
  };
}
