import { z } from "zod";
import { stored } from "../sample-fields.ts";

export const Order = z.object({
  id: z.string(), number: z.string(), status: z.enum(["open", "paid", "shipped", "refunded", "cancelled"]), customerId: z.string(), customerEmail: z.string(),
  lines: z.array(z.object({ sku: z.string(), name: z.string(), quantity: z.number(), price: z.number() })),
  total: z.number(), currency: z.string(), paymentId: z.string(), note: z.string().nullable(), createdAt: z.string(), updatedAt: z.string(),
});

export const Customer = z.object({ ...stored, email: z.string(), name: z.string(), company: z.string().nullable(), country: z.string() });

export const Product = z.object({ ...stored, sku: z.string(), name: z.string(), price: z.number(), currency: z.string(), stock: z.number() });

export const Payment = z.object({
  ...stored, orderId: z.string(), status: z.enum(["authorized", "captured", "refunded", "cancelled"]), method: z.string(), amount: z.number(), refunded: z.number(), currency: z.string(),
});

const at = { createdAt: "2025-03-01T02:23:00.000Z", updatedAt: "2025-03-02T09:23:00.000Z" };

export const orderSample: z.input<typeof Order> = {
  id: "ord_1001", number: "#1001", status: "shipped", customerId: "cus_101", customerEmail: "ada@example.com",
  lines: [{ sku: "MUG-100", name: "Mug Slate", quantity: 2, price: 12.9 }], total: 25.8, currency: "EUR", paymentId: "pay_1001", note: null, ...at,
};

export const customerSample: z.input<typeof Customer> = { id: "cus_101", email: "ada@example.com", name: "Ada Lovelace", company: null, country: "DE", ...at };

export const productSample: z.input<typeof Product> = { id: "prod_101", sku: "MUG-100", name: "Mug Slate", price: 12.9, currency: "EUR", stock: 42, ...at };

export const paymentSample: z.input<typeof Payment> = { id: "pay_1001", orderId: "ord_1001", status: "captured", method: "card", amount: 25.8, refunded: 0, currency: "EUR", ...at };
