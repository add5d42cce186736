const seconds = [15, 30, 60, 120, 300, 600, 1200, 2400, 3600, 7200];
const jitterMs = 30_000;

/** Milliseconds before the next attempt after `attempt` (0 = the first) has failed: Inngest's own table. */
export function backoff(attempt: number): number {
  return (seconds[Math.min(attempt, seconds.length - 1)] ?? 7200) * 1000 + Math.random() * jitterMs;
}
