import { createHash, timingSafeEqual } from "node:crypto";

/** Compares in a time that says nothing about where they differ, whatever their lengths. */
export function isSameText(one: string, other: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text, "utf8").digest();
  return timingSafeEqual(digest(one), digest(other));
}
