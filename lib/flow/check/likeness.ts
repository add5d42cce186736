/** `orderTotal`, `Order total` and `order_total` are one name. */
export function plainName(name: string): string {
  return name.normalize("NFKD").toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
}

/** How many letters two names are apart, written alike; names of up to three letters must be the same. */
export function likeness(one: string, other: string): number {
  const [a, b] = [plainName(one), plainName(other)];
  if (a === b) return 0;
  if (Math.min(a.length, b.length) <= 3 || Math.max(a.length, b.length) > 64) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row.at(-1) ?? 0;
}
