import { type Database, databaseOf } from "#db/client.ts";
import { runtime } from "./runtime.ts";

/** This process's database. Every query over it names its workspace. */
export function database(): Database {
  return databaseOf(runtime().pool);
}
