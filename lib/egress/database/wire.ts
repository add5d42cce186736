import type { Connection } from "pg";

/** What of pg's connection is used here; its types leave some of it out. */
export interface Wire {
  stream: { cork(): void; uncork(): void };
  query(text: string): void;
  parse(message: { name: string; text: string; types: readonly number[] }): void;
  bind(message: { portal: string; statement: string; values: readonly (string | null)[]; valueMapper: (value: unknown) => unknown }): void;
  describe(message: { type: "P" | "S"; name: string }): void;
  execute(message: { portal: string; rows: number }): void;
  flush(): void;
  sync(): void;
  sendCopyFail(why: string): void;
  once(event: "parameterDescription", listener: (message: { dataTypeIDs: number[] }) => void): void;
  off(event: "parameterDescription", listener: (message: { dataTypeIDs: number[] }) => void): void;
}

export function wireOf(connection: Connection): Wire {
  return connection as unknown as Wire;
}
