/** A count that stops at a bound says so. */
export function QueueCount({ value, countedTo }: { value: number; countedTo: number }) {
  const shown = value.toLocaleString("en");
  return value >= countedTo ? <span title={`Counted up to ${shown}`}>{shown}+</span> : <span>{shown}</span>;
}
