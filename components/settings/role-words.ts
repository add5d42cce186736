import type { Role } from "#lib/contracts/permissions.ts";

/** What each role may do, lowest first. */
export const roleWords: Record<Role, { name: string; may: string }> = {
  viewer: { name: "Viewer", may: "sees flows and runs, without their data" },
  editor: { name: "Editor", may: "builds and publishes flows, and sees the data of runs" },
  admin: { name: "Admin", may: "also manages members, API keys and the workspace" },
  owner: { name: "Owner", may: "also makes and removes owners" },
};
