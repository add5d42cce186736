import { z } from "zod";
import { contract } from "./contract.ts";
import { Email, Instant, Name, Nothing, Password, Role } from "./shared.schema.ts";

export const Session = z.object({
  user: z.object({ id: z.string(), email: z.string(), name: z.string(), instanceAdmin: z.boolean() }),
  workspaces: z.array(z.object({ id: z.string(), slug: z.string(), name: z.string(), role: Role })),
  /** Whether this instance serves the sample systems. */
  samples: z.boolean(),
});
export type Session = z.infer<typeof Session>;

export const readSetup = contract({
  method: "GET", path: "/api/v1/setup", access: { kind: "public" }, status: 200,
  summary: "Whether the owner's account is still to be created.",
  answer: z.object({ open: z.boolean() }),
});

export const createOwner = contract({
  method: "POST", path: "/api/v1/setup", access: { kind: "public" }, status: 201,
  summary: "Creates the owner's account and the first workspace, once, with the token printed on the console.",
  body: z.strictObject({ token: z.string().min(1).max(200), email: Email, password: Password, name: Name, workspace: Name }),
  answer: Session,
});

export const readSignUp = contract({
  method: "GET", path: "/api/v1/sign-up", access: { kind: "public" }, status: 200,
  summary: "Whether anybody may make an account here, or only who was invited.",
  answer: z.object({ open: z.boolean() }),
});

export const signUp = contract({
  method: "POST", path: "/api/v1/sign-up", access: { kind: "public" }, status: 201,
  summary: "Makes an account and a workspace of its own, where the instance is open to anybody, and signs in.",
  body: z.strictObject({ email: Email, password: Password, name: Name, workspace: Name }),
  answer: Session,
});

export const signIn = contract({
  method: "POST", path: "/api/v1/session", access: { kind: "public" }, status: 200,
  summary: "Signs in and sets the session cookie.",
  body: z.strictObject({ email: Email, password: z.string().min(1).max(200) }),
  answer: Session,
});

export const readSession = contract({
  method: "GET", path: "/api/v1/session", access: { kind: "user" }, status: 200,
  summary: "The signed-in user and their workspaces.",
  answer: Session,
});

export const signOut = contract({
  method: "DELETE", path: "/api/v1/session", access: { kind: "user" }, status: 204,
  summary: "Signs out of this browser.",
  answer: Nothing,
});

export const changePassword = contract({
  method: "PUT", path: "/api/v1/session/password", access: { kind: "user" }, status: 204,
  summary: "Changes the password and ends every other session.",
  body: z.strictObject({ current: z.string().min(1).max(200), next: Password }),
  answer: Nothing,
});

export const readInvite = contract({
  method: "GET", path: "/api/v1/invitations/{token}", access: { kind: "public" }, status: 200,
  summary: "What an invite link is for.",
  params: z.strictObject({ token: z.string().min(1).max(200) }),
  answer: z.object({ workspace: z.string(), email: z.string(), role: Role, hasAccount: z.boolean(), expiresAt: Instant }),
});

export const acceptInvite = contract({
  method: "POST", path: "/api/v1/invitations/{token}/accept", access: { kind: "public" }, status: 200,
  summary: "Joins the workspace: with a new account, or with the password of the one that has the invited address.",
  params: z.strictObject({ token: z.string().min(1).max(200) }),
  body: z.strictObject({ name: Name.optional(), password: z.string().min(1).max(200) }),
  answer: Session,
});
