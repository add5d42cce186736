import { verifyEncryptionKey } from "./crypto/verify-encryption-key.ts";
import { ensureSetupToken } from "./instance/ensure-setup-token.ts";
import { ensureUnattendedOwner } from "./instance/ensure-unattended-owner.ts";
import { runtime } from "./runtime.ts";

/**
 * What the web process does before it listens: refuse a wrong encryption key, create the owner the environment names,
 * or make the one-time link that lets somebody create theirs.
 */
export async function boot(): Promise<{ setupUrl: string | null }> {
  await verifyEncryptionKey();
  await ensureUnattendedOwner();
  const setup = await ensureSetupToken();
  return { setupUrl: setup === null ? null : `${runtime().env.publicUrl}/setup?token=${encodeURIComponent(setup.token)}` };
}
