/** Beats that must all have been late: a page's code that loads, or one large answer, holds the loop once or twice. */
const beats = 3;
/** What is left of a delay after each beat on time: it is forgotten within half a second. */
const fade = 0.7;

/**
 * How late a loop is that has more to do than it can: the least lateness of the last beats, since a burst is over by the next
 * beat and a queue that stands is not (the rule of CoDel, RFC 8289 section 3).
 */
export class StandingDelay {
  readonly #late: number[] = [];
  #delay = 0;

  /** @param late milliseconds by which the beat came too late. @returns the standing delay now, in milliseconds. */
  note(late: number): number {
    this.#late.push(Math.max(0, late));
    if (this.#late.length > beats) this.#late.shift();
    const least = this.#late.length < beats ? 0 : Math.min(...this.#late);
    this.#delay = Math.max(least, this.#delay * fade);
    return this.#delay;
  }
}
