import type { SourcePage } from "#lib/connectors/define.ts";

/** A source's pages, of which the next one is read while this one is worked on. */
export class ReadAhead {
  readonly #pages: AsyncIterator<SourcePage>;
  #next: Promise<IteratorResult<SourcePage>> | null = null;
  #isClosed = false;

  constructor(pages: AsyncIterable<SourcePage>) {
    this.#pages = pages[Symbol.asyncIterator]();
  }

  /** Null at the end. @throws what the source threw; it must be opened anew then. */
  async next(): Promise<SourcePage | null> {
    const result = await this.#ahead();
    this.#next = null;
    if (result.done) {
      this.#next = Promise.resolve(result);
      return null;
    }
    if (!this.#isClosed) this.#ahead();
    return result.value;
  }

  /** Whether nothing follows. A page that cannot be read is no end: its error comes with `next`. */
  async isOver(): Promise<boolean> {
    return await this.#ahead().then((result) => result.done === true, () => false);
  }

  /** The source's signal is aborted by then, so a page under way ends soon. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled([this.#next]);
    await this.#pages.return?.().catch(() => undefined);
  }

  #ahead(): Promise<IteratorResult<SourcePage>> {
    if (this.#next === null) {
      this.#next = this.#pages.next();
      this.#next.catch(() => undefined);
    }
    return this.#next;
  }
}
