/** Units that spans of alert rules are typed in, the smallest first. */
export const spanUnits = [
  { value: "s", label: "seconds", seconds: 1 },
  { value: "min", label: "minutes", seconds: 60 },
  { value: "h", label: "hours", seconds: 3_600 },
  { value: "d", label: "days", seconds: 86_400 },
] as const;

export type SpanUnit = (typeof spanUnits)[number]["value"];

/** A span as it is typed. */
export interface TypedSpan {
  amount: string;
  unit: SpanUnit;
}

/** In the largest unit that leaves nothing over. */
export function typedSpan(seconds: number): TypedSpan {
  const unit = spanUnits.findLast((candidate) => seconds % candidate.seconds === 0) ?? spanUnits[0];
  return { amount: String(seconds / unit.seconds), unit: unit.value };
}

/** In whole seconds; NaN for what is no number, which the server refuses. */
export function secondsOf({ amount, unit }: TypedSpan): number {
  return Math.round(Number(amount === "" ? Number.NaN : amount) * (spanUnits.find(({ value }) => value === unit)?.seconds ?? 1));
}
