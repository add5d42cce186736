import { useSyncExternalStore } from "react";

function subscribe(): () => void {
  return () => undefined;
}

/** Whether shortcuts are written with Command; false until the page is live. */
export function useIsApple(): boolean {
  return useSyncExternalStore(subscribe, () => /Mac|iPhone|iPad/.test(navigator.userAgent), () => false);
}
