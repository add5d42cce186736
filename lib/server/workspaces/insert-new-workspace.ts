import { randomInt } from "node:crypto";
import type { Transaction } from "#db/client.ts";
import { insertMember } from "#db/queries/members.ts";
import { insertWorkspace } from "#db/queries/workspaces.ts";
import { newId } from "#lib/ids.ts";

/** A workspace with one owner and a slug of its own, made from the name. */
export async function insertNewWorkspace(tx: Transaction, name: string, ownerId: string): Promise<{ id: string; slug: string; name: string }> {
  const base = slugOf(name);
  let workspace = await insertWorkspace(tx, { id: newId("workspace"), slug: base, name });
  while (workspace === null) workspace = await insertWorkspace(tx, { id: newId("workspace"), slug: `${base}-${randomInt(1_000, 1_000_000)}`, name });
  await insertMember(tx, { workspaceId: workspace.id, userId: ownerId, role: "owner" });
  return { id: workspace.id, slug: workspace.slug, name: workspace.name };
}

/** Lower-case letters, digits and single hyphens, at most 40; accents are dropped. */
export function slugOf(name: string): string {
  const plain = name.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
  const slug = plain.replaceAll(/[^a-z0-9]+/g, "-").slice(0, 40).replaceAll(/^-+|-+$/g, "");
  return slug === "" ? "workspace" : slug;
}
