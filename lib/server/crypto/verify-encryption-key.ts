import { anyDataKey } from "#db/queries/connections.ts";
import { lockInstance, readInstanceRow, setKeyCheck } from "#db/queries/instance.ts";
import { AppError } from "#lib/errors.ts";
import { database } from "#lib/server/database.ts";
import { seal, SealBroken, unseal } from "./seal.ts";
import { encryptionKey, unwrapKey } from "./workspace-key.ts";

const known = "millrace";
const place = "key-check|v1";

/**
 * Called at start, before anything is encrypted: the key must be the one this database was written with.
 * @throws AppError invalid, with what to do; nothing is changed then.
 */
export async function verifyEncryptionKey(): Promise<void> {
  await database().transaction(async (tx) => {
    await lockInstance(tx);
    const { keyCheck } = await readInstanceRow(tx);
    try {
      if (keyCheck !== null) {
        if (unseal(encryptionKey(), keyCheck, place).toString("utf8") !== known) throw new SealBroken();
        return;
      }
      const any = await anyDataKey(tx);
      if (any !== null) unwrapKey(any.workspaceId, any.wrapped);
    } catch (error) {
      if (error instanceof SealBroken) throw wrongKey(error);
      throw error;
    }
    await setKeyCheck(tx, seal(encryptionKey(), Buffer.from(known), place));
  });
}

function wrongKey(cause: Error): AppError {
  return new AppError(
    "invalid",
    "The encryption key is not the one this database was written with, so its connections cannot be read. Start with the former MILLRACE_ENCRYPTION_KEY, or restore keys/encryption in the data folder.",
    { cause },
  );
}
