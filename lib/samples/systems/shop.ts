import { z } from "zod";
import type { Json } from "#lib/json.ts";
import type { Item, Records } from "../records.ts";
import { readRoutes } from "../read-routes.ts";
import { SampleError } from "../sample-error.ts";
import { sampleRoute, type SampleSystem } from "../sample-system.ts";
import { storedItem } from "../stored-item.ts";
import { shopData } from "../seed/shop-data.ts";

const Product = storedItem({ sku: z.string(), name: z.string(), price: z.number(), currency: z.string(), stock: z.number() });
const Customer = storedItem({ email: z.string(), name: z.string(), company: z.string().nullable(), country: z.string() });
const Order = storedItem({
  number: z.string(), status: z.enum(["open", "paid", "shipped", "refunded", "cancelled"]), customerId: z.string(), customerEmail: z.string(),
  lines: z.array(z.object({ sku: z.string(), name: z.string(), quantity: z.number(), price: z.number() })),
  total: z.number(), currency: z.string(), paymentId: z.string(), note: z.string().nullable(),
});
const Payment = storedItem({
  orderId: z.string(), status: z.enum(["authorized", "captured", "refunded", "cancelled"]), method: z.string(), amount: z.number(), refunded: z.number(), currency: z.string(),
});

const cents = (amount: Json | undefined): number => Math.round(Number(amount) * 100);

interface NewOrder {
  customerEmail: string;
  lines: readonly { sku: string; quantity: number }[];
  note?: string | undefined;
}

async function createOrder(records: Records, { customerEmail, lines, note }: NewOrder): Promise<Item> {
  const customer = await records.findUnique("customers", customerEmail);
  if (!customer) throw new SampleError(422, "invalid", `No customer has the address ${customerEmail}. Create the customer first.`, { fields: [{ field: "customerEmail", message: "No customer has this address." }] });
  const filled: { sku: string; name: string; quantity: number; price: number }[] = [];
  for (const [index, { sku, quantity }] of lines.entries()) {
    const product = await records.findUnique("products", sku);
    if (!product) throw new SampleError(422, "invalid", `There is no product ${sku}.`, { fields: [{ field: `lines.${index}.sku`, message: "There is no such product." }] });
    filled.push({ sku: String(product["sku"]), name: String(product["name"]), quantity, price: Number(product["price"]) });
  }
  const total = filled.reduce((sum, { quantity, price }) => sum + cents(price) * quantity, 0) / 100;
  const open = { total, currency: "EUR", lines: filled, customerId: customer.id, customerEmail: String(customer["email"]), note: note ?? null };
  const order = await records.insert("orders", { number: "", status: "open", ...open, paymentId: "" });
  const payment = await records.insert("payments", { orderId: order.id, status: "authorized", method: "card", amount: total, refunded: 0, currency: "EUR" });
  return await records.update("orders", order.id, { number: `#${order.id.slice(4)}`, paymentId: payment.id });
}

async function capture(records: Records, id: string): Promise<Item> {
  const payment = await records.demand("payments", id);
  if (payment["status"] !== "authorized") throw new SampleError(409, "conflict", `Payment ${id} is ${String(payment["status"])}; only an authorized one can be captured.`);
  await records.update("orders", String(payment["orderId"]), { status: "paid" });
  return await records.update("payments", id, { status: "captured" });
}

async function refund(records: Records, id: string, amount: number | undefined): Promise<Item> {
  const payment = await records.demand("payments", id);
  if (payment["status"] !== "captured") throw new SampleError(409, "conflict", `Payment ${id} is ${String(payment["status"])}; only a captured one can be refunded.`);
  const left = cents(payment["amount"]) - cents(payment["refunded"]);
  const wanted = amount === undefined ? left : cents(amount);
  if (wanted > left) throw new SampleError(422, "invalid", `At most ${left / 100} can be refunded.`, { fields: [{ field: "amount", message: `At most ${left / 100}.` }] });
  const refunded = (cents(payment["refunded"]) + wanted) / 100;
  if (wanted === left) await records.update("orders", String(payment["orderId"]), { status: "refunded" });
  return await records.update("payments", id, { refunded, status: wanted === left ? "refunded" : "captured" });
}

export const shop: SampleSystem = {
  id: "shop",
  title: "Sample shop",
  description: "A small web shop: products, customers, orders and their payments. New orders are authorized, then captured or refunded.",
  collections: [
    { id: "orders", title: "Orders", prefix: "ord_", firstNumber: 1_001, columns: [{ field: "number", title: "Number" }, { field: "customerEmail", title: "Customer" }, { field: "status", title: "Status" }, { field: "total", title: "Total" }] },
    { id: "payments", title: "Payments", prefix: "pay_", firstNumber: 1_001, columns: [{ field: "orderId", title: "Order" }, { field: "status", title: "Status" }, { field: "amount", title: "Amount" }, { field: "refunded", title: "Refunded" }] },
    { id: "customers", title: "Customers", prefix: "cus_", firstNumber: 101, columns: [{ field: "name", title: "Name" }, { field: "email", title: "E-mail" }, { field: "company", title: "Company" }, { field: "country", title: "Country" }] },
    { id: "products", title: "Products", prefix: "prod_", firstNumber: 101, columns: [{ field: "sku", title: "SKU" }, { field: "name", title: "Name" }, { field: "price", title: "Price" }, { field: "stock", title: "Stock" }] },
  ],
  routes: [
    ...readRoutes("products", "product", Product, ["sku"]),
    ...readRoutes("customers", "customer", Customer, ["email", "country"]),
    sampleRoute({
      method: "POST", path: "/customers", summary: "Create a customer; an address can be used once", answer: Customer, status: 201,
      body: z.strictObject({ email: z.email().max(254), name: z.string().trim().min(1).max(200), company: z.string().max(200).nullish(), country: z.string().length(2).toUpperCase().default("DE") }),
      work: ({ records, body: { email, name, company, country } }) => records.insert("customers", { email, name, company: company ?? null, country }, { uniqueKey: email }),
    }),
    sampleRoute({
      method: "PATCH", path: "/customers/{id}", summary: "Change fields of a customer; the others stay", answer: Customer, status: 200,
      body: z.strictObject({ name: z.string().trim().min(1).max(200), company: z.string().max(200).nullable(), country: z.string().length(2).toUpperCase() }).partial(),
      work: ({ records, params, body }) => records.update("customers", params["id"] ?? "", Object.fromEntries(Object.entries(body).filter((entry): entry is [string, string | null] => entry[1] !== undefined))),
    }),
    ...readRoutes("orders", "order", Order, ["status", "customerId", "customerEmail"]),
    sampleRoute({
      method: "POST", path: "/orders", summary: "Place an order for a known customer; it gets an authorized payment", answer: Order, status: 201,
      body: z.strictObject({
        customerEmail: z.email().max(254), note: z.string().max(2_000).optional(),
        lines: z.array(z.strictObject({ sku: z.string().min(1).max(50), quantity: z.number().int().min(1).max(1_000) })).min(1).max(50),
      }),
      work: ({ records, body }) => createOrder(records, body),
    }),
    ...readRoutes("payments", "payment", Payment, ["orderId", "status"]),
    sampleRoute({ method: "POST", path: "/payments/{id}/capture", summary: "Capture an authorized payment", answer: Payment, status: 200, work: ({ records, params }) => capture(records, params["id"] ?? "") }),
    sampleRoute({
      method: "POST", path: "/payments/{id}/refund", summary: "Refund a captured payment, all of it or a part", answer: Payment, status: 200,
      body: z.strictObject({ amount: z.number().min(0.01).max(1_000_000).optional(), reason: z.string().max(500).optional() }),
      work: ({ records, params, body }) => refund(records, params["id"] ?? "", body.amount),
    }),
  ],
  seed: shopData,
};
