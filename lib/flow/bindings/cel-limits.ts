export interface CelLimits {
  /** Steps of evaluation, about 20 ns each: a part of the tree once, an item of a list once, some characters of a text. */
  steps: number;
  /** Items of a list that is walked or made. */
  items: number;
  /** Characters of a text that is made, and of the whole result. */
  chars: number;
}

/**
 * What one evaluation may take (SEMANTICS test-2). Within `inline` it ends within 5 ms, whatever it is given; `sandbox`
 * is for the child that can be killed.
 */
export const celLimits: { readonly [road in "inline" | "sandbox"]: Readonly<CelLimits> } = {
  inline: { steps: 200_000, items: 10_000, chars: 1_000_000 },
  sandbox: { steps: 50_000_000, items: 1_000_000, chars: 16_000_000 },
};
