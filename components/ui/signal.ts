/** How something is. Each has its own mark, so that a colour is never alone. */
export const signals = ["running", "success", "failed", "waiting", "skipped", "cancelled"] as const;
export type Signal = (typeof signals)[number];
