import { z } from "zod";
import { connector, operation } from "#lib/connectors/define.ts";
import { fields } from "#lib/connectors/fields.ts";
import { changesSetting, optionalText, readHelp, sampleFailures, sampleRules, sampleSourceRules, textSetting } from "../sample-fields.ts";
import { Customer, customerSample, Order, orderSample, Payment, paymentSample, Product, productSample } from "./things.ts";

const statuses = ["any", "open", "paid", "shipped", "refunded", "cancelled"] as const;
const keyed = { effect: "write", idempotency: "keyed", kind: "action" } as const;

export const getOrder = operation({
  title: "Sample shop: get order",
  description: "Reads one order of the sample shop by its id.",
  icon: "store", kind: "action", effect: "read",
  summary: "Read order {order} of the sample shop",
  perRecord: ["order"],
  input: z.object({ order: textSetting("Order", { placeholder: "ord_1001" }) }),
  output: Order, sample: orderSample,
  help: {
    rule: "Gives the order with its lines and what it came to. An order that is not there fails with not_found; draw the error path to go on without it.",
    example: "ord_1001 gives {\"number\": \"#1001\", \"customerEmail\": \"ada@example.com\", \"status\": \"shipped\", …}.",
    failures: sampleFailures, rules: sampleRules,
  },
});

export const findCustomer = operation({
  title: "Sample shop: find customer",
  description: "Looks a customer of the sample shop up by e-mail address.",
  icon: "store", kind: "action", effect: "read",
  summary: "Find {email} in the sample shop",
  perRecord: ["email"],
  input: z.object({ email: textSetting("E-mail", { placeholder: "ada@example.com" }) }),
  output: z.object({ found: z.boolean(), customer: Customer.nullable() }),
  sample: { found: true, customer: customerSample },
  help: {
    rule: "An address that nobody has is no failure: found is false and customer is null. Branch on found.",
    example: "ada@example.com gives {\"found\": true, \"customer\": {\"id\": \"cus_101\", \"name\": \"Ada Lovelace\", …}}.",
    failures: sampleFailures, rules: sampleRules,
  },
});

export const createCustomer = operation({
  title: "Sample shop: create customer",
  description: "Adds a customer to the sample shop. An address can be there once.",
  icon: "store", ...keyed,
  summary: "Create {email} in the sample shop",
  perRecord: ["email", "name", "company", "country"],
  input: z.object({
    email: textSetting("E-mail", { placeholder: "ada@example.com" }), name: textSetting("Name"), company: optionalText("Company"),
    country: optionalText("Country", { placeholder: "DE", help: "Two letters. Empty: DE." }),
  }),
  output: Customer, sample: customerSample,
  help: { rule: "A customer with the address that is there already is a conflict: find it first, and branch on found.", example: "Grace Hopper, grace@example.com, becomes cus_301.", failures: sampleFailures, rules: sampleRules },
});

export const updateCustomer = operation({
  title: "Sample shop: update customer",
  description: "Changes fields of a customer of the sample shop; those that are empty stay as they are.",
  icon: "store", ...keyed,
  summary: "Update {customer} in the sample shop",
  perRecord: ["customer", "name", "company", "country"],
  input: z.object({ customer: textSetting("Customer", { placeholder: "cus_101" }), name: optionalText("Name"), company: optionalText("Company"), country: optionalText("Country", { placeholder: "DE", help: "Two letters." }) }),
  output: Customer, sample: customerSample,
  help: { rule: "Only what is given changes.", example: "cus_101 with company Alder Cycles keeps its name and country.", failures: sampleFailures, rules: sampleRules },
});

export const listProducts = operation({
  title: "Sample shop: list products",
  description: "Reads all products of the sample shop, or the one with an SKU.",
  icon: "store", kind: "action", effect: "read",
  summary: "List products of the sample shop",
  perRecord: ["sku"],
  input: z.object({ sku: optionalText("SKU", { placeholder: "MUG-100", help: "Empty: all 40." }) }),
  output: z.object({ products: z.array(Product) }),
  sample: { products: [productSample] },
  help: { rule: "Gives the products as one list, 200 at most.", example: "With SKU MUG-100 the list holds one product, “Mug Slate”.", failures: sampleFailures, rules: sampleRules },
});

export const createOrder = operation({
  title: "Sample shop: create order",
  description: "Places an order for a known customer of the sample shop. It gets an authorized payment.",
  icon: "store", ...keyed,
  summary: "Order {lines} for {email} in the sample shop",
  perRecord: ["email", "lines", "note"],
  input: z.object({
    email: textSetting("Customer's e-mail", { placeholder: "ada@example.com" }),
    lines: z.array(z.object({ sku: z.string(), quantity: z.number().int() })).min(1).max(50).register(fields, { label: "Lines", control: "json", help: "A list like [{\"sku\": \"MUG-100\", \"quantity\": 2}]." }),
    note: optionalText("Note", { long: true }),
  }),
  output: Order, sample: { ...orderSample, status: "open" },
  help: {
    rule: "The shop fills in names and prices and adds them up. A repeat of the same step carries the same Idempotency-Key and gives the same order.",
    example: "Two MUG-100 for ada@example.com give an order with status open and a payment that can be captured.",
    failures: sampleFailures, rules: sampleRules,
  },
});

export const capturePayment = operation({
  title: "Sample shop: capture payment",
  description: "Captures an authorized payment of the sample shop, so that its order is paid.",
  icon: "store", ...keyed,
  summary: "Capture payment {payment}",
  perRecord: ["payment"],
  input: z.object({ payment: textSetting("Payment", { placeholder: "pay_1001" }) }),
  output: Payment, sample: paymentSample,
  help: { rule: "Only an authorized payment can be captured; any other is a conflict.", example: "The payment of a new order becomes captured, and the order paid.", failures: sampleFailures, rules: sampleRules },
});

export const refundPayment = operation({
  title: "Sample shop: refund payment",
  description: "Refunds a captured payment of the sample shop, all of it or a part.",
  icon: "store", ...keyed,
  summary: "Refund payment {payment}",
  perRecord: ["payment", "amount", "reason"],
  input: z.object({
    payment: textSetting("Payment", { placeholder: "pay_1001" }),
    amount: z.number().min(0.01).max(1_000_000).optional().register(fields, { label: "Amount", control: "number", unit: "EUR", help: "Empty: all that is left." }),
    reason: optionalText("Reason"),
  }),
  output: Payment, sample: { ...paymentSample, status: "refunded", refunded: 25.8 },
  help: { rule: "Refunds add up to the amount of the payment at most; the last one makes the order refunded.", example: "10 of 25.80 leaves the payment captured with refunded 10.", failures: sampleFailures, rules: sampleRules },
});

export const orders = operation({
  title: "Sample shop: orders",
  description: "Reads the orders of the sample shop as records; by default those that are new or changed since the last run.",
  icon: "store", kind: "source", effect: "read",
  summary: "Read orders of the sample shop",
  input: z.object({
    changes: changesSetting,
    status: z.enum(statuses).default("any").register(fields, { label: "Status", control: "select", bindable: false, options: { any: "Any", open: "Open", paid: "Paid", shipped: "Shipped", refunded: "Refunded", cancelled: "Cancelled" } }),
  }),
  output: Order, sample: orderSample,
  help: { rule: readHelp, example: "The first run reads 1,000 orders; after three new ones the next run reads three.", failures: sampleFailures, rules: sampleSourceRules },
});

export const customers = operation({
  title: "Sample shop: customers",
  description: "Reads the customers of the sample shop as records; by default those that are new or changed since the last run.",
  icon: "store", kind: "source", effect: "read",
  summary: "Read customers of the sample shop",
  input: z.object({ changes: changesSetting }),
  output: Customer, sample: customerSample,
  help: { rule: readHelp, example: "The first run reads 200 customers, the next one those that changed.", failures: sampleFailures, rules: sampleSourceRules },
});

export const sampleShop = connector({
  id: "sample-shop", title: "Sample shop", isSample: true,
  operations: {
    "get-order": getOrder, "find-customer": findCustomer, "create-customer": createCustomer, "update-customer": updateCustomer, "list-products": listProducts, "create-order": createOrder, "capture-payment": capturePayment, "refund-payment": refundPayment, orders, customers,
  },
});
