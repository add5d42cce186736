import type { Role } from "#lib/contracts/permissions.ts";

/** What each role may do, lowest first. */
export const roleWords: Record<Role, { name: string; may: string }> = {
  viewer: { name: "Viewer", may: "sees flows and runs, and the shape of their data" },
  editor: { name: "Editor", may: "builds and publishes flows, sees the data of runs and may reveal hidden fields" },
  admin: { name: "Admin", may: "also manages members, API keys and the workspace" },
  owner: { name: "Owner", may: "also makes and removes owners" },
};
