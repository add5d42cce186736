/** How a system acts: switched by people and tests, so that retries and failures can be seen. */
export const behaviours = ["normal", "slow", "down", "refuses", "limited"] as const;
export type Behaviour = (typeof behaviours)[number];
