import { formatInstant } from "./format-instant.ts";

/** How long ago: "now", "12 s ago", "3 min ago", "5 h ago"; older than two days: the date. */
export function formatAgo(iso: string, now: number): string {
  const seconds = Math.floor((now - new Date(iso).getTime()) / 1_000);
  if (seconds < 3) return "now";
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3_600)} h ago`;
  return formatInstant(iso, "day");
}
