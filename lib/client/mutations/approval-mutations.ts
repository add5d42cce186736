import { mutationOptions } from "@tanstack/react-query";
import { askAnew } from "#lib/client/ask-anew.ts";
import { approvalQuery } from "#lib/client/queries/approvals.ts";
import { request, RequestError } from "#lib/client/request.ts";
import type { decideApproval } from "#lib/contracts/approvals.schema.ts";
import type { CallOf } from "#lib/contracts/contract.ts";

type Answer = Omit<CallOf<typeof decideApproval>, "link">;

/** What can be done with an approval by its link. */
export const approvalMutations = {
  decide: (token: string) => mutationOptions({
    mutationFn: (answer: Answer) => request("POST /api/v1/approvals/{link}", { link: token, ...answer }),
    onSuccess: (page, _answer, _result, { client }) => void client.setQueryData(approvalQuery(token).queryKey, page),
    // Somebody or something else came first: the page shows what.
    onError: (error, _answer, _result, { client }) => (error instanceof RequestError && error.code === "conflict" ? askAnew(client, approvalQuery(token)) : undefined),
  }),
};
