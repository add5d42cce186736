/** What a child tells the launcher over its IPC channel. */
export type ChildMessage =
  /** It serves. `setupUrl`: where the first owner's account is made, while there is none. */
  | { type: "ready"; setupUrl?: string }
  /** A worker sees jobs whose workers died more than once: they want a process of their own. */
  | { type: "suspects" }
  /** It cannot run as configured; followed by exit with `refusedExitCode`. */
  | { type: "refused"; message: string };

/** EX_CONFIG of sysexits.h: starting again would not help. */
export const refusedExitCode = 78;
