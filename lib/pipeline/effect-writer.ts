import type { EffectEnd, Held, RegionStores } from "./region-stores.ts";

/**
 * Writes how effects ended as soon as it is known; those that end while a write is under way share the next one, so that
 * a crash leaves as few as can be in doubt.
 */
export class EffectWriter {
  readonly #stores: RegionStores;
  readonly #held: Held;
  #waiting: EffectEnd[] = [];
  #writing: Promise<void> | null = null;
  #failure: { error: unknown } | null = null;

  constructor(stores: RegionStores, held: Held) {
    this.#stores = stores;
    this.#held = held;
  }

  add(end: EffectEnd): void {
    this.#waiting.push(end);
    this.#writing ??= this.#write();
  }

  async #write(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        const ends = this.#waiting;
        this.#waiting = [];
        await this.#stores.settle(this.#held, ends);
      }
    } catch (error) {
      this.#failure = { error };
    } finally {
      this.#writing = null;
    }
  }

  /** Resolves when everything is written. @throws what a write threw. */
  async drain(): Promise<void> {
    while (this.#writing !== null) await this.#writing;
    if (this.#failure) throw this.#failure.error;
  }
}
