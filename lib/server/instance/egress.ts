import type { Pool } from "pg";
import { createEgress, type Egress } from "#lib/egress/create-egress.ts";
import { runtime } from "#lib/server/runtime.ts";
import { isTargetAllowed } from "./allowed-targets.ts";

const made = new WeakMap<Pool, Egress>();

/** This process's one way out, with its pooled connections. */
export function egress(): Egress {
  const { pool } = runtime();
  let client = made.get(pool);
  if (!client) {
    client = createEgress({ isAllowed: isTargetAllowed });
    made.set(pool, client);
  }
  return client;
}
