import type { JsonObject } from "#lib/json.ts";
import type { SeedRow } from "../sample-system.ts";
import { type Person, people } from "./people.ts";
import { SeedRandom } from "./seed-random.ts";

const things = ["Mug", "Bottle", "Notebook", "Backpack", "Desk lamp", "Blanket", "Umbrella", "Cap", "Candle", "Chopping board"] as const;
const looks = ["Slate", "Sand", "Forest", "Coral"] as const;
const orders = 1_000;
/** Whom the CRM knows, too. */
export const shopPeople = 17;

/** Euro amounts are counted in cents, so that sums are exact. */
const euros = (cents: number): number => cents / 100;

interface Product {
  sku: string;
  name: string;
  cents: number;
}

/** 40 products, 200 customers, 1,000 orders, and a payment for each of those that were placed. */
export function shopData(): SeedRow[] {
  const random = new SeedRandom(11);
  const rows: SeedRow[] = [];
  const add = (collection: string, id: string, data: JsonObject, created: Date, updated: Date, uniqueKey: string | null = null): void =>
    void rows.push({ collection, id, uniqueKey, data, createdAt: created.toISOString(), updatedAt: updated.toISOString() });

  const products = things.flatMap((thing, index) => looks.map((look, place): Product => ({ sku: `${thing.slice(0, 3).toUpperCase()}-${100 + index * 4 + place}`, name: `${thing} ${look}`, cents: 490 + random.below(120) * 50 })));
  for (const [index, { sku, name, cents }] of products.entries()) {
    const made = random.instant(0, 30);
    add("products", `prod_${101 + index}`, { sku, name, price: euros(cents), currency: "EUR", stock: random.below(200) }, made, made, sku.toLowerCase());
  }
  const customers = people(shopPeople, 200);
  for (const [index, { firstName, lastName, email, company, country }] of customers.entries()) {
    const made = random.instant(0, 90);
    add("customers", `cus_${101 + index}`, { email, name: `${firstName} ${lastName}`, company, country }, made, made, email);
  }
  for (let index = 0; index < orders; index += 1) addOrder(index);
  return rows;

  function addOrder(index: number): void {
    const who = index === 0 ? 0 : random.below(customers.length);
    const customer = customers[who] as Person;
    const lines = Array.from({ length: 1 + random.below(3) }, () => ({ product: products[random.below(products.length)] as Product, quantity: 1 + random.below(3) }));
    const cents = lines.reduce((sum, { product, quantity }) => sum + product.cents * quantity, 0);
    // Orders come one after the other, so that newer ones have higher numbers.
    const placed = new Date(Date.UTC(2025, 2, 1) + index * 6 * 3_600_000 + random.below(300) * 60_000);
    const changed = new Date(placed.getTime() + random.below(72) * 3_600_000);
    // The first order is Ada's, and on its way: stories can begin with it.
    const turn = index === 0 ? 50 : random.below(100);
    const status = turn < 8 ? "open" : turn < 30 ? "paid" : turn < 88 ? "shipped" : turn < 95 ? "refunded" : "cancelled";
    const payment = { open: "authorized", paid: "captured", shipped: "captured", refunded: "refunded", cancelled: "cancelled" }[status];
    const number = 1_001 + index;
    add("orders", `ord_${number}`, {
      number: `#${number}`, status, customerId: `cus_${101 + who}`, customerEmail: customer.email,
      lines: lines.map(({ product, quantity }) => ({ sku: product.sku, name: product.name, quantity, price: euros(product.cents) })),
      total: euros(cents), currency: "EUR", paymentId: `pay_${number}`, note: null,
    }, placed, changed);
    add("payments", `pay_${number}`, {
      orderId: `ord_${number}`, status: payment, method: random.pick(["card", "invoice", "transfer"]), amount: euros(cents), refunded: status === "refunded" ? euros(cents) : 0, currency: "EUR",
    }, placed, changed);
  }
}
