/** Something that a text holds, without any of it. */
export interface Found {
  kind: "secret" | "personal" | "internal" | "random";
  /** What it is, in words. */
  message: string;
  /** It only looks like a secret, so that its author may say that it is none. */
  mayKeep: boolean;
}

export function found(kind: Found["kind"], message: string): Found {
  return { kind, message, mayKeep: kind === "random" };
}
