/** A name that none has yet: the one wanted with the least number behind it, within the 80 characters of a step's name. */
export function freeName(wanted: string, taken: ReadonlySet<string>): string {
  for (let n = 2; ; n += 1) {
    const name = `${wanted.slice(0, 76)} ${n}`;
    if (!taken.has(name)) return name;
  }
}
