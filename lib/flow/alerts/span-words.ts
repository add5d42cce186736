const units = [["d", 86_400], ["h", 3_600], ["min", 60], ["s", 1]] as const;

/** A span as people say it, in its two largest units: "90 s" is "1 min 30 s". */
export function spanWords(ms: number): string {
  let rest = Math.max(0, Math.round(ms / 1_000));
  const parts: string[] = [];
  for (const [unit, seconds] of units) {
    const count = Math.floor(rest / seconds);
    rest -= count * seconds;
    if (count > 0) parts.push(`${count} ${unit}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.length === 0 ? "0 s" : parts.join(" ");
}
