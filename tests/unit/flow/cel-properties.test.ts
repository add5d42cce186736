import fc from "fast-check";
import { expect, test } from "vitest";
import { aliasesOf } from "#lib/flow/bindings/aliases.ts";
import { CelError } from "#lib/flow/bindings/cel-error.ts";
import { compileCel } from "#lib/flow/bindings/compile-cel.ts";
import { parseCel } from "#lib/flow/bindings/parse-cel.ts";
import { printCel } from "#lib/flow/bindings/print-cel.ts";
import { typeOfCel } from "#lib/flow/bindings/cel-type.ts";
import { readCel } from "#lib/flow/bindings/read-cel.ts";
import { typeOfValue } from "#lib/flow/data-types/type-of-value.ts";
import type { JsonObject } from "#lib/json.ts";

const ids = ["n_aaaa", "n_bbbb", "n_cccc", "n_e5e5"];
const names = ["Order", "order", "orders_", "e5", "Item", "x", "size", "n aaaa", "注文", "Größe", "a b", "u", "map", "now"];
const variable = fc.constantFrom("item", "order", "x", "e5", "u", "orders", "a_b", "order_", "order__", "step_size", "n_a");
const quoted = fc.constantFrom("'n_aaaa'", "\"it's n_bbbb.x\"", "'''n_aaaa ' n_bbbb'''", "r'n_aaaa\\d'", "\"\"\"a\\\"\"\" n_aaaa\"\"\"", "'\\u00e9'", "''");
const space = fc.constantFrom("", " ", "\n\t", " // n_aaaa 'x\n");

/** Expressions that mostly can be read, with the traps in them: texts, comments, fields and variables named like nodes. */
const expression = fc.letrec<{ part: string; walk: string }>((tie) => ({
  part: fc.oneof(
    { maxDepth: 4, depthIdentifier: "part" },
    fc.constantFrom(...ids, "n_gone", "1", "2.5", "1e5", "0xe5", "10u", "true", "null", "now"),
    quoted,
    fc.tuple(tie("part"), space, fc.constantFrom("a", "order", "n_bbbb", "e5", "body")).map(([of, gap, name]) => `${of}${gap}.${gap}${name}`),
    fc.tuple(tie("part"), fc.constantFrom("a", "n_bbbb")).map(([of, name]) => `${of}.?${name}.orValue(${of})`),
    fc.tuple(tie("part"), tie("part")).map(([of, at]) => `(${of})[${at}]`),
    fc.tuple(tie("part"), space, fc.constantFrom("+", "-", "*", "/", "%", "==", "!=", "<", ">=", "&&", "||", "in"), space, tie("part")).map((parts) => parts.join(" ")),
    fc.tuple(tie("part"), tie("part"), tie("part")).map(([condition, yes, no]) => `(${condition} ? ${yes} : ${no})`),
    fc.tuple(fc.constantFrom("size", "string", "lower", "type", "double"), space, tie("part")).map(([name, gap, of]) => `${name}${gap}(${of})`),
    fc.array(tie("part"), { maxLength: 3 }).map((items) => `[${items.join(", ")}]`),
    fc.tuple(tie("part"), tie("part")).map(([key, value]) => `{${key}: ${value}}`),
    tie("walk"),
  ),
  walk: fc.tuple(tie("part"), fc.constantFrom("map", "filter", "all", "exists", "exists_one"), variable, tie("part"), fc.constantFrom("==", "+", "&&")).map(([over, macro, name, body, operator]) => `${over}.${macro}(${name}, ${body} ${operator} ${name}.${name})`),
})).part;

const aliasTable = fc.array(fc.constantFrom(...names), { minLength: ids.length, maxLength: ids.length }).map((chosen) => aliasesOf(ids.map((id, index) => ({ id, name: chosen[index] ?? "" }))));

test("an expression that is shown and read again is the same, whatever its nodes are called", () => {
  let readable = 0;
  fc.assert(fc.property(expression, aliasTable, (source, aliases) => {
    const shown = printCel(source, aliases);
    if (!readCel(source).ok) return;
    readable += 1;
    expect(parseCel(shown, aliases)).toEqual({ ok: true, value: source });
    for (const id of ids) expect(shown.replaceAll(/'''[\s\S]*?'''|"""(?:\\[\s\S]|[^\\])*?"""|'[^'\n]*'|"[^"\n]*"|\/\/.*|\.\s*(?:\/\/.*\n)?\??\w+/g, "")).not.toMatch(new RegExp(`\\b${id}\\b`));
  }), { numRuns: 3_000 });
  expect(readable).toBeGreaterThan(1_500);
});

test("aliases are one to one and never an id", () => {
  fc.assert(fc.property(fc.uniqueArray(fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }), { maxLength: 30 }), (chosen) => {
    const nodes = chosen.map((name, index) => ({ id: `n_${String(index).padStart(4, "0")}`, name }));
    const aliases = aliasesOf(nodes);
    for (const { id } of nodes) {
      const alias = aliases.aliasOf(id) ?? "";
      expect(alias).toMatch(/^[a-z]([a-z0-9_]*[a-z0-9])?$/);
      expect(aliases.nodeOf(alias)).toBe(id);
      expect(readCel(alias)).toMatchObject({ ok: false });
    }
  }), { numRuns: 500 });
});

test("reading any text gives an expression or a problem, never an exception", () => {
  const soup = fc.array(fc.oneof(fc.constantFrom("n_aaaa", ".", ".?", "[", "]", "(", ")", "{", "}", ":", "?", ",", "'", "\"", "\\", "&&", "||", "!", "-", "1", ".5", "e9", "0x", "u", "b'", "r\"", "map", "has", "cel.bind", "x", "//", "\n", " "), fc.string({ maxLength: 4 })), { maxLength: 25 }).map((parts) => parts.join(""));
  fc.assert(fc.property(fc.oneof(soup, fc.string({ unit: "binary", maxLength: 200 }), expression), aliasTable, (text, aliases) => {
    const compiled = compileCel(text);
    if (!compiled.ok) {
      const { message, start = 0, end = 0 } = compiled.problem;
      expect(message).toMatch(/[.”]$/);
      expect(0 <= start && start <= end && end <= text.length).toBe(true);
    }
    const parsed = parseCel(printCel(text, aliases), aliases);
    if (!parsed.ok && parsed.problem.start !== undefined) expect(parsed.problem.start).toBeLessThanOrEqual(printCel(text, aliases).length);
  }), { numRuns: 4_000 });
});

// By way of its text, as a payload comes: without -0.
const values = fc.dictionary(fc.constantFrom(...ids), fc.jsonValue({ maxDepth: 3 })).map((value) => JSON.parse(JSON.stringify(value)) as JsonObject);

test("an evaluation gives JSON, the same each time, or a CelError; its type has said what kind", () => {
  fc.assert(fc.property(expression, values, (source, scope) => {
    const compiled = compileCel(source);
    if (!compiled.ok) return;
    const outcomes = [0, 1].map(() => {
      try {
        return { value: compiled.value.evaluate(scope, "2026-05-31T12:00:00Z") };
      } catch (error) {
        if (error instanceof CelError) return { code: error.code, message: error.message };
        throw error;
      }
    });
    expect(outcomes[1]).toEqual(outcomes[0]);
    const value = outcomes[0]?.value;
    if (value === undefined) return;
    expect(JSON.parse(JSON.stringify(value))).toEqual(value);
    const { type } = typeOfCel(compiled.value, (id) => (Object.hasOwn(scope, id) ? typeOfValue(scope[id] ?? null) : undefined));
    const allowed = type.kind === "union" ? type.of.map(({ kind }) => kind) : [type.kind];
    if (!allowed.includes("any")) expect(allowed).toContain(typeOfValue(value).kind);
  }), { numRuns: 4_000 });
});
