const perSecond = 200;

/** What a request is told of the limit, and whether it is over it. */
export interface Allowance {
  limit: number;
  remaining: number;
  /** Whole seconds until the next ones are free. */
  reset: number;
  isOver: boolean;
}

/** Counts requests of each workspace and system in this process, second by second. */
export class SystemLimits {
  readonly #windows = new Map<string, { second: number; count: number }>();

  take(name: string, now: number = Date.now()): Allowance {
    const second = Math.floor(now / 1_000);
    let window = this.#windows.get(name);
    if (window?.second !== second) {
      // Windows of other seconds mean nothing any more.
      if (this.#windows.size > 1_000) this.#windows.clear();
      window = { second, count: 0 };
      this.#windows.set(name, window);
    }
    window.count += 1;
    return { limit: perSecond, remaining: Math.max(0, perSecond - window.count), reset: 1, isOver: window.count > perSecond };
  }
}
