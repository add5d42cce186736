/**
 * A queue in which tenants take turns. A turn lasts up to `turnMs`, not one item: whoever is next may need a process of
 * its own, which costs more than a small job.
 */
export interface TenantQueue<Item> {
  add(tenant: string, item: Item): void;
  /** The next item of the first tenant in turn that may go now. */
  take(mayGo: (tenant: string) => boolean): { tenant: string; item: Item } | null;
  /** Whether it was still there. */
  remove(tenant: string, item: Item): boolean;
  clear(): Item[];
}

export function createTenantQueue<Item>(turnMs: number, now: () => number = () => performance.now()): TenantQueue<Item> {
  // The order of the keys is the order of the turns.
  const waiting = new Map<string, Item[]>();
  let turn: { tenant: string; since: number } | null = null;

  const pass = (tenant: string, items: Item[]): void => {
    waiting.delete(tenant);
    if (items.length > 0) waiting.set(tenant, items);
  };

  return {
    add(tenant, item) {
      const items = waiting.get(tenant);
      if (items === undefined) waiting.set(tenant, [item]);
      else items.push(item);
    },
    take(mayGo) {
      const time = now();
      const first = turn !== null && time - turn.since >= turnMs ? waiting.get(turn.tenant) : undefined;
      if (turn !== null && first !== undefined) pass(turn.tenant, first);
      for (const [tenant, items] of waiting) {
        if (!mayGo(tenant)) continue;
        const item = items.shift();
        if (items.length === 0) waiting.delete(tenant);
        if (item === undefined) continue;
        if (turn?.tenant !== tenant || time - turn.since >= turnMs) turn = { tenant, since: time };
        return { tenant, item };
      }
      return null;
    },
    remove(tenant, item) {
      const items = waiting.get(tenant) ?? [];
      const at = items.indexOf(item);
      if (at < 0) return false;
      items.splice(at, 1);
      if (items.length === 0) waiting.delete(tenant);
      return true;
    },
    clear() {
      const items = [...waiting.values()].flat();
      waiting.clear();
      return items;
    },
  };
}
