import { runtime } from "../runtime.ts";

/** How often workers look at what is held; what is due later than that they find themselves, and know the moment from then on. */
export const lookEveryMs = 2_000;
/** Dues that are closer together share one look. */
export const soonestMs = 20;

const looks = new Map<string, { at: number; timer: NodeJS.Timeout }>();

/**
 * Lets the process that stored something which waits for time look at its flow when that time has come: the workers' own
 * look may be later. Should this process end before, theirs is what is left.
 * @param inMs by the database's clock; what is held for longer than `lookEveryMs` is left to them.
 */
export function admitWhenDue(flow: { workspaceId: string; flowId: string }, inMs: number, admit: (workspaceId: string, flowId: string) => Promise<void>): void {
  if (inMs > lookEveryMs) return;
  const { flowId, workspaceId } = flow;
  const place = `${workspaceId}/${flowId}`;
  const waitMs = Math.max(soonestMs, Math.ceil(inMs) + 1);
  const at = performance.now() + waitMs;
  const known = looks.get(place);
  if (known !== undefined && known.at <= at) return;
  clearTimeout(known?.timer);
  const timer = setTimeout(() => {
    looks.delete(place);
    admit(workspaceId, flowId).catch((err: unknown) => runtime().log.warn({ err, flow: flowId }, "admission.delayed"));
  }, waitMs);
  timer.unref();
  looks.set(place, { at, timer });
}
