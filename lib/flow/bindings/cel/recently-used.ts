/** Values made once a key; past its size, the one unused for longest is dropped. */
export class RecentlyUsed<Value> {
  readonly #size: number;
  readonly #entries = new Map<string, Value>();

  constructor(size: number) {
    this.#size = size;
  }

  get(key: string, make: (key: string) => Value): Value {
    const known = this.#entries.get(key);
    const value = known ?? make(key);
    if (known !== undefined) this.#entries.delete(key);
    this.#entries.set(key, value);
    const [oldest] = this.#entries.size > this.#size ? this.#entries.keys() : [];
    if (oldest !== undefined) this.#entries.delete(oldest);
    return value;
  }
}
