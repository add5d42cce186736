import { accessSync, chmodSync, constants, mkdirSync, statSync } from "node:fs";

import { AppError } from "#lib/errors.ts";

/** Makes the data folder, closed to other accounts. Throws AppError when it cannot be used by this account. */
export function prepareDataFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    // Another account's group may have been let in by the launcher itself (see postgres-home); never anyone else.
    if ((statSync(path).mode & 0o067) !== 0) chmodSync(path, 0o700);
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new AppError(
      "invalid",
      `The data folder ${path} cannot be used by this account. Start with the account that made it, or set MILLRACE_DATA_DIR.`,
      { cause: error },
    );
  }
}
