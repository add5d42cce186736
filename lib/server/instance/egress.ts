import type { Pool } from "pg";
import { createEgress, type Egress } from "#lib/egress/create-egress.ts";
import { EgressError } from "#lib/egress/egress-error.ts";
import { runtime } from "#lib/server/runtime.ts";
import { isTargetAllowed } from "./allowed-targets.ts";

const made = new WeakMap<Pool, Egress>();

function unread(cause: unknown): never {
  throw new EgressError("transient", "list_unavailable", "The list of private targets that may be reached could not be read just now.", { cause });
}

/** This process's one way out, with its pooled connections. */
export function egress(): Egress {
  const { pool } = runtime();
  let client = made.get(pool);
  if (!client) {
    client = createEgress({ isAllowed: (target) => isTargetAllowed(target).catch(unread) });
    made.set(pool, client);
  }
  return client;
}
