import { mutationOptions } from "@tanstack/react-query";
import { request } from "#lib/client/request.ts";

/** Accounts and sessions; the pages move on by themselves when one succeeds. */
export const accountMutations = {
  createOwner: mutationOptions({
    mutationFn: (input: { token: string; email: string; password: string; name: string; workspace: string }) => request("POST /api/v1/setup", input),
  }),
  signUp: mutationOptions({ mutationFn: (input: { email: string; password: string; name: string; workspace: string }) => request("POST /api/v1/sign-up", input) }),
  signIn: mutationOptions({ mutationFn: (input: { email: string; password: string }) => request("POST /api/v1/session", input) }),
  signOut: mutationOptions({ mutationFn: () => request("DELETE /api/v1/session", {}) }),
  changePassword: mutationOptions({ mutationFn: (input: { current: string; next: string }) => request("PUT /api/v1/session/password", input) }),
  acceptInvite: mutationOptions({
    mutationFn: (input: { token: string; name?: string; password: string }) => request("POST /api/v1/invitations/{token}/accept", input),
  }),
};
