import { clock } from "../clock.ts";

/** A timer cannot wait any longer; whoever waited looks again then. */
const longestTimerMs = 2 ** 31 - 1;

/** The nodes of one run that wait: until a moment, or for something outside. */
export class Parking {
  readonly #due = new Map<string, Date | null>();

  park(node: string, until: Date | null): void {
    this.#due.set(node, until);
  }

  leave(node: string): void {
    this.#due.delete(node);
  }

  all(): string[] {
    return [...this.#due.keys()];
  }

  /** Whether something waits for the outside alone. */
  isOpenEnded(): boolean {
    return [...this.#due.values()].includes(null);
  }

  /** The earliest moment at which something is due, in milliseconds; null when everything waits for the outside. */
  nextDue(): number | null {
    let earliest: number | null = null;
    for (const due of this.#due.values()) if (due && (earliest === null || due.getTime() < earliest)) earliest = due.getTime();
    return earliest;
  }

  takeDue(now: number): string[] {
    return this.#take((due) => due !== null && due.getTime() <= now);
  }

  /** What may wait for something outside; a node that waits for its time alone looks, and waits on. */
  takeOutside(looks: (node: string) => boolean): string[] {
    return this.#take((_, node) => looks(node));
  }

  #take(wanted: (due: Date | null, node: string) => boolean): string[] {
    const taken = [...this.#due].filter(([node, due]) => wanted(due, node)).map(([node]) => node);
    for (const node of taken) this.#due.delete(node);
    return taken;
  }

  async untilDue(due: number, signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const over = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", over);
        resolve();
      };
      const timer = setTimeout(over, Math.min(longestTimerMs, Math.max(0, due - clock.now())));
      signal.addEventListener("abort", over);
      if (signal.aborted) over();
    });
  }

  /** Until something is due, or one of the promises is settled. */
  async untilDueOr(due: number, others: Iterable<Promise<void>>): Promise<void> {
    const stop = new AbortController();
    try {
      await Promise.race([...others, this.untilDue(due, stop.signal)]);
    } finally {
      stop.abort();
    }
  }
}
