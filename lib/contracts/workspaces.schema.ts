import { z } from "zod";
import { contract } from "./contract.ts";
import { scopes } from "./permissions.ts";
import { Email, idParam, Instant, Name, Nothing, Role } from "./shared.schema.ts";

export const Workspace = z.object({ id: z.string(), slug: z.string(), name: z.string(), createdAt: Instant });
export type Workspace = z.infer<typeof Workspace>;

export const readWorkspace = contract({
  method: "GET", path: "/api/v1/workspace", access: { kind: "workspace", permission: "workspace:read" }, status: 200,
  summary: "The workspace of the key or of the X-Millrace-Workspace header.",
  answer: Workspace,
});

export const updateWorkspace = contract({
  method: "PATCH", path: "/api/v1/workspace", access: { kind: "workspace", permission: "workspace:update" }, status: 200,
  summary: "Renames the workspace.",
  body: z.strictObject({ name: Name }),
  answer: Workspace,
});

export const Member = z.object({ userId: z.string(), email: z.string(), name: z.string(), role: Role, since: Instant });
export type Member = z.infer<typeof Member>;

export const listMembers = contract({
  method: "GET", path: "/api/v1/members", access: { kind: "workspace", permission: "members:read" }, status: 200,
  summary: "Everyone in the workspace, and the names of API keys, of revoked ones too: who did what.",
  answer: z.object({ members: z.array(Member), keys: z.array(z.object({ id: z.string(), name: z.string() })) }),
});

export const changeRole = contract({
  method: "PATCH", path: "/api/v1/members/{user}", access: { kind: "workspace", permission: "members:manage" }, status: 200,
  summary: "Changes a member's role, never above one's own; the last owner stays owner.",
  params: z.strictObject({ user: idParam }),
  body: z.strictObject({ role: Role }),
  answer: Member,
});

export const removeMember = contract({
  method: "DELETE", path: "/api/v1/members/{user}", access: { kind: "workspace", permission: "members:manage" }, status: 204,
  summary: "Removes a member; their open pages stop at the next request.",
  params: z.strictObject({ user: idParam }),
  answer: Nothing,
});

export const Invite = z.object({ id: z.string(), email: z.string(), role: Role, createdAt: Instant, expiresAt: Instant });
export type Invite = z.infer<typeof Invite>;

export const listInvites = contract({
  method: "GET", path: "/api/v1/invites", access: { kind: "workspace", permission: "members:manage" }, status: 200,
  summary: "Open invitations.",
  answer: z.object({ invites: z.array(Invite) }),
});

export const createInvite = contract({
  method: "POST", path: "/api/v1/invites", access: { kind: "workspace", permission: "members:manage" }, status: 201,
  summary: "Makes a one-time link that lets one address join; the link is shown once.",
  body: z.strictObject({ email: Email, role: Role }),
  answer: z.object({ invite: Invite, url: z.string() }),
});

export const revokeInvite = contract({
  method: "DELETE", path: "/api/v1/invites/{invite}", access: { kind: "workspace", permission: "members:manage" }, status: 204,
  summary: "Withdraws an invitation.",
  params: z.strictObject({ invite: idParam }),
  answer: Nothing,
});

export const ApiKey = z.object({
  id: z.string(), name: z.string(), hint: z.string(), scopes: z.array(z.enum(scopes)), createdAt: Instant,
  expiresAt: Instant.nullable(), lastUsedAt: Instant.nullable(),
});
export type ApiKey = z.infer<typeof ApiKey>;

export const listApiKeys = contract({
  method: "GET", path: "/api/v1/api-keys", access: { kind: "workspace", permission: "api-keys:manage" }, status: 200,
  summary: "The workspace's API keys, without their secrets.",
  answer: z.object({ apiKeys: z.array(ApiKey) }),
});

export const createApiKey = contract({
  method: "POST", path: "/api/v1/api-keys", access: { kind: "workspace", permission: "api-keys:manage" }, status: 201,
  summary: "Makes an API key; its secret is shown once.",
  body: z.strictObject({ name: Name, scopes: z.array(z.enum(scopes)).min(1, "Choose at least one scope."), expiresInDays: z.number().int().min(1).max(730).nullable().default(90) }),
  answer: z.object({ apiKey: ApiKey, secret: z.string() }),
});

export const revokeApiKey = contract({
  method: "DELETE", path: "/api/v1/api-keys/{key}", access: { kind: "workspace", permission: "api-keys:manage" }, status: 204,
  summary: "Ends an API key at once.",
  params: z.strictObject({ key: idParam }),
  answer: Nothing,
});
