interface Row {
  id: string;
  height: number;
}

/** `to` wants to lie `offset` below `from`. */
export interface Link {
  from: string;
  to: string;
  offset: number;
  weight: number;
}

const rounds = 12;

interface Block {
  sum: number;
  weight: number;
  first: number;
  last: number;
}

/** Tops as near to the wanted ones as an order with gaps allows, by least squares (pool adjacent violators). */
function pool(wanted: readonly number[], weights: readonly number[], steps: readonly number[]): number[] {
  const blocks: Block[] = [];
  for (const [index, value] of wanted.entries()) {
    const weight = weights[index] ?? 1;
    blocks.push({ sum: (value - (steps[index] ?? 0)) * weight, weight, first: index, last: index });
    for (let last = blocks.at(-1), above = blocks.at(-2); last && above && above.sum / above.weight > last.sum / last.weight; last = blocks.at(-1), above = blocks.at(-2)) {
      blocks.splice(-2, 2, { sum: above.sum + last.sum, weight: above.weight + last.weight, first: above.first, last: last.last });
    }
  }
  const result: number[] = [];
  for (const { sum, weight, first, last } of blocks) for (let index = first; index <= last; index += 1) result.push(sum / weight + (steps[index] ?? 0));
  return result;
}

/**
 * Tops of rows in columns, each column in the order given: wires as level as that order and the gaps allow.
 * @param gap least room between two neighbours of a column.
 */
export function settleRows<Item extends Row>(columns: readonly (readonly Item[])[], links: readonly Link[], gap: (upper: Item, lower: Item) => number): Map<string, number> {
  const tops = new Map<string, number>();
  const into = new Map<string, Link[]>();
  const outOf = new Map<string, Link[]>();
  for (const link of links) {
    into.set(link.to, [...(into.get(link.to) ?? []), link]);
    outOf.set(link.from, [...(outOf.get(link.from) ?? []), link]);
  }
  const steps = columns.map((column) => {
    const offsets: number[] = [];
    for (const [index, row] of column.entries()) {
      const above = column[index - 1];
      offsets.push(above ? (offsets[index - 1] ?? 0) + above.height + gap(above, row) : 0);
    }
    return offsets;
  });
  for (const [index, column] of columns.entries()) for (const [place, row] of column.entries()) tops.set(row.id, steps[index]?.[place] ?? 0);

  function settle(index: number, sides: readonly ("before" | "after")[]): void {
    const column = columns[index] ?? [];
    const weights: number[] = [];
    const wanted = column.map((row) => {
      let sum = 0;
      let weight = 0;
      if (sides.includes("before")) for (const link of into.get(row.id) ?? []) [sum, weight] = [sum + ((tops.get(link.from) ?? 0) + link.offset) * link.weight, weight + link.weight];
      if (sides.includes("after")) for (const link of outOf.get(row.id) ?? []) [sum, weight] = [sum + ((tops.get(link.to) ?? 0) - link.offset) * link.weight, weight + link.weight];
      weights.push(weight === 0 ? 1e-6 : weight);
      return weight === 0 ? (tops.get(row.id) ?? 0) : sum / weight;
    });
    for (const [place, top] of pool(wanted, weights, steps[index] ?? []).entries()) {
      const row = column[place];
      if (row) tops.set(row.id, top);
    }
  }
  for (let round = 0; round < rounds; round += 1) {
    for (let index = 0; index < columns.length; index += 1) settle(index, round < rounds / 2 ? ["before"] : ["before", "after"]);
    for (let index = columns.length - 1; index >= 0; index -= 1) settle(index, round < rounds / 2 ? ["after"] : ["before", "after"]);
  }
  return tops;
}
