import { describe, expect, test } from "vitest";
import { aliasesOf } from "#lib/flow/bindings/aliases.ts";
import { parseCel } from "#lib/flow/bindings/parse-cel.ts";
import { printCel } from "#lib/flow/bindings/print-cel.ts";

const aliases = aliasesOf([
  { id: "n_aaaa", name: "Load orders" },
  { id: "n_bbbb", name: "Customer" },
  { id: "n_cccc", name: "e5" },
]);

describe("aliases", () => {
  test.each([
    ["Load orders", "load_orders"],
    ["  Größe / Preis (€) ", "grosse_preis"],
    ["Café", "cafe"],
    ["2nd try", "step_2nd_try"],
    ["Filter", "step_filter"],
    ["Now", "step_now"],
    ["for", "step_for"],
    ["__proto__", "proto"],
    ["constructor", "step_constructor"],
    ["size", "step_size"],
    ["n abcd", "step_n_abcd"],
    ["Removed step abcd", "step_removed_step_abcd"],
    ["注文", "step"],
    ["!!!", "step"],
  ])("%s is shown as %s", (name, alias) => expect(aliasesOf([{ id: "n_aaaa", name }]).aliasOf("n_aaaa")).toBe(alias));

  test("names that look alike are told apart, whatever the order of the nodes", () => {
    const nodes = ["Load orders", "load-orders", "Load orders 2", "LOAD ORDERS", "注文", "顧客"].map((name, index) => ({ id: `n_aaa${index}`, name }));
    const shown = [nodes, nodes.toReversed()].map((order) => nodes.map(({ id }) => aliasesOf(order).aliasOf(id)));
    expect(shown[0]).toEqual(["load_orders", "load_orders_3", "load_orders_2", "load_orders_4", "step", "step_2"]);
    expect(shown[1]).toEqual(shown[0]);
  });
});

describe("shown and stored", () => {
  test.each([
    ["n_aaaa.body.total > 100.0 && n_bbbb.name == \"x\"", "load_orders.body.total > 100.0 && customer.name == \"x\""],
    ["n_aaaa", "load_orders"],
    ["  n_aaaa . n_bbbb\t+\r\n n_bbbb", "  load_orders . n_bbbb\t+\r\n customer"],
    ["n_aaaa.?n_bbbb.orValue(n_bbbb)", "load_orders.?n_bbbb.orValue(customer)"],
    ["has(n_aaaa.x) ? n_bbbb : n_aaaa", "has(load_orders.x) ? customer : load_orders"],
    ["'n_aaaa' + r'n_aaaa\\d' + \"\\\"n_aaaa\" + '''n_aaaa'n_aaaa''' + n_aaaa.x", "'n_aaaa' + r'n_aaaa\\d' + \"\\\"n_aaaa\" + '''n_aaaa'n_aaaa''' + load_orders.x"],
    ["1 + // n_aaaa\n n_aaaa", "1 + // n_aaaa\n load_orders"],
    ["1e5 + n_cccc.x + 0xe5", "1e5 + e5.x + 0xe5"],
    ["{n_aaaa.k: n_bbbb.v}[n_aaaa.k]", "{load_orders.k: customer.v}[load_orders.k]"],
    ["n_aaaa.items.map(customer, customer.name + n_bbbb.name)", "load_orders.items.map(customer_, customer_.name + customer.name)"],
    ["n_aaaa.items.map(customer_, customer_.customer)", "load_orders.items.map(customer__, customer__.customer)"],
    ["n_aaaa.items.map(other_, other_)", "load_orders.items.map(other_, other_)"],
    ["n_gone.x + n_aaaa.x", "removed_step_gone.x + load_orders.x"],
  ])("%s", (stored, shown) => {
    expect(printCel(stored, aliases)).toBe(shown);
    expect(parseCel(shown, aliases)).toEqual({ ok: true, value: stored });
  });

  test("what cannot be read is shown without ids too", () => expect(printCel("n_aaaa.body +* 'n_aaaa", aliases)).toBe("load_orders.body +* 'load_orders"));

  test.each([
    ["load_orders.total > nope.x", "nope", "There is nothing called “nope” here"],
    ["n_aaaa.total", "n_aaaa", "There is nothing called “n_aaaa” here"],
    ["removed_step_aaaa.total", "removed_step_aaaa", "There is nothing called"],
    ["load_orders.items.map(customer, 1)", "customer", "may not be called like a step"],
    ["load_orders.total + customer.total load_orders", "load_orders", "A step is not expected here"],
    ["customer.a + load_orders.lower('x', 1) + customer.b", "load_orders.lower('x', 1)", "“lower” takes 1 value, not 3"],
    ["load_orders(1)", "load_orders(1)", "There is no function “load_orders”"],
    ["customer.name + 'abc", "'abc", "not closed"],
  ])("%s marks what is wrong in the text that was typed", (text, marked, words) => {
    const read = parseCel(text, aliases);
    if (read.ok) throw new Error(read.value);
    expect(read.problem.message).toContain(words);
    expect(text.slice(read.problem.start, read.problem.end)).toBe(marked);
  });

  test("a rename changes what is shown and nothing that is stored", () => {
    const stored = "n_aaaa.items.exists(order, order.ok)";
    const renamed = aliasesOf([{ id: "n_aaaa", name: "Order" }]);
    expect(printCel(stored, renamed)).toBe("order.items.exists(order_, order_.ok)");
    expect(parseCel(printCel(stored, renamed), renamed)).toEqual({ ok: true, value: stored });
  });
});
