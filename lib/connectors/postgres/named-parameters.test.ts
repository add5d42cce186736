import { describe, expect, test } from "vitest";
import { bindNames } from "./named-parameters.ts";
import { readNames } from "./read-names.ts";

describe("names become numbers", () => {
  test.each([
    ["select :a, :b, :a", "select $1, $2, $1", ["a", "b"]],
    ["where id = :id::int8 and t > :t ::date", "where id = $1::int8 and t > $2 ::date", ["id", "t"]],
    ["select ':no', 'it''s :no', E'\\' :no', \"a:no\"", "select ':no', 'it''s :no', E'\\' :no', \"a:no\"", []],
    ["select 1 -- :no\n, :yes", "select 1 -- :no\n, $1", ["yes"]],
    ["/* :no /* nested :no */ :no */ select :yes", "/* :no /* nested :no */ :no */ select $1", ["yes"]],
    ["select $$ :no $$, $q$ :no $$ :no $q$, :yes", "select $$ :no $$, $q$ :no $$ :no $q$, $1", ["yes"]],
    ["select x[1:2], x[i : j], a$1b, :_x1", "select x[1:2], x[i : j], a$1b, $1", ["_x1"]],
    ["select 'open :no", "select 'open :no", []],
    ["select /* open :no", "select /* open :no", []],
    ["select $a$ open :no", "select $a$ open :no", []],
    ["select e':no' || name':no', naïve:x", "select e':no' || name':no', naïve$1", ["x"]],
    ["a::b:::c", "a::b::$1", ["c"]],
    ["select U&'d\\0061t :no' , :été", "select U&'d\\0061t :no' , :été", []],
  ])("%s", (sql, text, names) => {
    expect(bindNames(sql)).toEqual({ text, names });
  });

  test("a number in the text is refused, because it would take another name's value", () => {
    expect(() => bindNames("select $1, :a")).toThrow(/Write :name/);
    expect(bindNames("select '$1', $a$ $1 $a$, a$1").text).toBe("select '$1', $a$ $1 $a$, a$1");
  });

  test("a text of 100,000 characters is read in no time", () => {
    const started = performance.now();
    for (const piece of ["'", "''", "/*", "$a$", ":a ", "::", "--\n", "e'\\", '"']) bindNames(piece.repeat(100_000 / piece.length));
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

test.each([
  ["", []],
  ["id", ["id"]],
  [" id , Total ,id", ["id", "Total"]],
  ['"a,b", " c ", "d""e"', ["a,b", " c ", 'd"e']],
  ["id; drop table x --", ["id; drop table x --"]],
])("names in a line: %s", (text, names) => {
  expect(readNames(text)).toEqual(names);
});
