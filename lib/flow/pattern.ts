export const patterns = ["event", "sync", "batch", "cdc"] as const;
export type Pattern = (typeof patterns)[number];
