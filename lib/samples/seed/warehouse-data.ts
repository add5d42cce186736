import type { SeedRow } from "../sample-system.ts";
import { shopData } from "./shop-data.ts";

const loaded = 60;

/** The shop's first customers and orders, as a nightly load brought them. */
export function warehouseData(): SeedRow[] {
  const shop = shopData();
  const of = (collection: string): SeedRow[] => shop.filter((row) => row.collection === collection).slice(0, loaded);
  return [
    ...of("customers").map((row): SeedRow => {
      const { email = "", name = "", country = "" } = row.data;
      return { ...row, uniqueKey: null, data: { email, name, country } };
    }),
    ...of("orders").map((row): SeedRow => {
      const { customerEmail = "", status = "", total = 0, currency = "" } = row.data;
      return { ...row, uniqueKey: null, data: { customer_email: customerEmail, status, total, currency, ordered_at: row.createdAt } };
    }),
  ];
}
