export const roles = ["viewer", "editor", "admin", "owner"] as const;
export type Role = (typeof roles)[number];

/** What an API key may be given; one scope may open several permissions. */
export const scopes = ["flows:read", "flows:write", "flows:call", "runs:read", "runs:write", "events:write", "connections:read", "connections:write"] as const;
export type Scope = (typeof scopes)[number];

interface Rule {
  roles: readonly Role[];
  /** The scope an API key needs; null: no key may. */
  scope: Scope | null;
}

const everyone: readonly Role[] = roles;
const editors: readonly Role[] = ["editor", "admin", "owner"];
const admins: readonly Role[] = ["admin", "owner"];

/**
 * The one authorization table: who may do what in a workspace. Everything not here is denied. The data-access layer
 * checks it, the browser hides by it, and the route test is generated from it.
 */
export const permissions = {
  "workspace:read": { roles: everyone, scope: "flows:read" },
  "workspace:update": { roles: admins, scope: null },
  "members:read": { roles: everyone, scope: null },
  "members:manage": { roles: admins, scope: null },
  "api-keys:manage": { roles: admins, scope: null },
  "connections:read": { roles: everyone, scope: "connections:read" },
  "connections:write": { roles: editors, scope: "connections:write" },
  "flows:read": { roles: everyone, scope: "flows:read" },
  "flows:write": { roles: editors, scope: "flows:write" },
  "flows:keep": { roles: admins, scope: "flows:write" },
  "runs:read": { roles: everyone, scope: "runs:read" },
  "runs:start": { roles: editors, scope: "runs:write" },
  "runs:payload": { roles: editors, scope: "runs:read" },
  "runs:reveal": { roles: editors, scope: null },
  "data:manage": { roles: admins, scope: null },
  "alerts:read": { roles: everyone, scope: "runs:read" },
  "alerts:write": { roles: editors, scope: "flows:write" },
  "events:read": { roles: everyone, scope: "runs:read" },
  "events:write": { roles: editors, scope: "events:write" },
  "samples:read": { roles: everyone, scope: "flows:read" },
  "samples:write": { roles: editors, scope: "flows:write" },
  "templates:read": { roles: everyone, scope: "flows:read" },
  "templates:publish": { roles: editors, scope: "flows:write" },
  "templates:share": { roles: admins, scope: "flows:write" },
} as const satisfies Record<string, Rule>;

export type Permission = keyof typeof permissions;

export function roleMay(role: Role, permission: Permission): boolean {
  const allowed: readonly Role[] = permissions[permission].roles;
  return allowed.includes(role);
}

export function scopesMay(granted: readonly string[], permission: Permission): boolean {
  const needed = permissions[permission].scope;
  return needed !== null && granted.includes(needed);
}
