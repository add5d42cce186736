const key = "millrace.first-steps";

/** Whether somebody at this browser has neither gone the way once nor skipped it. */
export function wantsFirstSteps(): boolean {
  try {
    return typeof window !== "undefined" && window.localStorage.getItem(key) === null;
  } catch {
    return false;
  }
}

/** A full or forbidden storage is not an error: they are shown again then. */
export function skipFirstSteps(): void {
  try {
    window.localStorage.setItem(key, "over");
  } catch {
    return;
  }
}
