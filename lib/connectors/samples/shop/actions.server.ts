import { z } from "zod";
import type { ActionRuntime } from "#lib/connectors/define.ts";
import { callSample } from "../call-sample.server.ts";
import { withoutEmpty } from "../without-empty.ts";
import type * as spec from "./spec.ts";
import { Customer, Order, Payment, Product } from "./things.ts";

export const readOrder: ActionRuntime<typeof spec.getOrder> = (input, context) =>
  callSample(context, { method: "GET", path: `/shop/orders/${encodeURIComponent(input.order)}`, answer: Order });

export const lookUpCustomer: ActionRuntime<typeof spec.findCustomer> = async ({ email }, context) => {
  const { data } = await callSample(context, { method: "GET", path: "/shop/customers", query: { email, limit: 1 }, answer: z.object({ data: z.array(Customer) }) });
  return { found: data.length > 0, customer: data[0] ?? null };
};

export const addCustomer: ActionRuntime<typeof spec.createCustomer> = (input, context) =>
  callSample(context, { method: "POST", path: "/shop/customers", body: withoutEmpty(input), key: context.effectKey, answer: Customer });

export const changeCustomer: ActionRuntime<typeof spec.updateCustomer> = ({ customer, ...input }, context) =>
  callSample(context, { method: "PATCH", path: `/shop/customers/${encodeURIComponent(customer)}`, body: withoutEmpty(input), key: context.effectKey, answer: Customer });

export const readProducts: ActionRuntime<typeof spec.listProducts> = async ({ sku }, context) => {
  const { data } = await callSample(context, { method: "GET", path: "/shop/products", query: { sku, limit: 200 }, answer: z.object({ data: z.array(Product) }) });
  return { products: data };
};

export const placeOrder: ActionRuntime<typeof spec.createOrder> = ({ email, lines, note }, context) =>
  callSample(context, {
    method: "POST", path: "/shop/orders", body: { customerEmail: email, lines, ...(note === undefined || note === "" ? {} : { note }) }, key: context.effectKey, answer: Order,
  });

export const capture: ActionRuntime<typeof spec.capturePayment> = ({ payment }, context) =>
  callSample(context, { method: "POST", path: `/shop/payments/${encodeURIComponent(payment)}/capture`, key: context.effectKey, answer: Payment });

export const refund: ActionRuntime<typeof spec.refundPayment> = ({ payment, amount, reason }, context) =>
  callSample(context, {
    method: "POST", path: `/shop/payments/${encodeURIComponent(payment)}/refund`, key: context.effectKey, answer: Payment,
    body: { ...(amount === undefined ? {} : { amount }), ...(reason === undefined || reason === "" ? {} : { reason }) },
  });
