/** “6 (10 %)”; nothing is 0. */
export function shareInWords(count: number, calls: number): string {
  if (count === 0) return "0";
  const percent = (100 * count) / calls;
  return `${count.toLocaleString("en")} (${percent < 1 ? "under 1" : Math.round(percent)} %)`;
}
