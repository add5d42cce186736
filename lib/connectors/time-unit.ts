export const timeUnits = ["seconds", "minutes", "hours", "days"] as const;
export type TimeUnit = (typeof timeUnits)[number];
