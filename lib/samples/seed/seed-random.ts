/** Whole numbers from a seed: the same on every machine, so that everybody's samples are the same. */
export class SeedRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to `bound`, without it. A linear congruential generator (Numerical Recipes), by its high bits. */
  below(bound: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * bound);
  }

  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.below(items.length)] ?? items[0];
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  /** An instant of 2025, by minute: `from` and `to` are days of that year. */
  instant(from: number, to: number): Date {
    return new Date(Date.UTC(2025, 0, 1 + from) + this.below((to - from) * 24 * 60) * 60_000);
  }
}
