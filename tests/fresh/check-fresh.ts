import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { descendants, killAll } from "../support/processes.ts";

import { isRoot, ownAccount, unprivilegedAccount, type Account } from "./account.ts";
import { freshClone, hasUncommittedChanges, megabytes, removeOutsideDatabase } from "./fresh-clone.ts";
import { proveStart } from "./prove-start.ts";
import { complete } from "./run-command.ts";

type Figures = Record<string, string | number>;
type Case = { title: string; as: "root" | "user"; only: "start" | "test"; account: () => Account; prove: (account: Account) => Promise<Figures> };

const newKey = (): string => randomBytes(24).toString("hex");
const oneDecimal = (value: number): number => Math.round(value * 10) / 10;

async function start(account: Account): Promise<Figures> {
  const clone = await freshClone(account);
  const apiKey = newKey();
  const first = await proveStart(account, clone.path, apiKey);
  const again = await proveStart(account, clone.path, apiKey);
  if (first.buildSeconds === null || again.buildSeconds !== null) throw new Error("the first start must build and the second must not");
  return {
    "install s": oneDecimal(clone.installSeconds),
    "build s": first.buildSeconds,
    "first start s": oneDecimal(first.readySeconds),
    "next start s": oneDecimal(again.readySeconds),
    "node_modules MB": megabytes(join(clone.path, "node_modules")),
    ".next MB": megabytes(join(clone.path, ".next")),
    ".millrace MB": megabytes(join(clone.path, ".millrace")),
  };
}

async function startTwo(account: Account): Promise<Figures> {
  const clone = await freshClone(account);
  const [one, other] = await Promise.all(
    ["one", "other"].map((name) => proveStart(account, clone.path, newKey(), { MILLRACE_DATA_DIR: join(account.home, name) })),
  );
  const builds = [one?.buildSeconds, other?.buildSeconds].filter((seconds) => typeof seconds === "number");
  if (builds.length !== 1) throw new Error(`${builds.length} builds of one clone`);
  return { "install s": oneDecimal(clone.installSeconds), "first start s": oneDecimal(Math.max(one?.readySeconds ?? 0, other?.readySeconds ?? 0)) };
}

async function runTests(account: Account): Promise<Figures> {
  const clone = await freshClone(account);
  const { seconds } = await complete(account, ["npm", "test"], clone.path, 3_000);
  return { "install s": oneDecimal(clone.installSeconds), "tests s": oneDecimal(seconds) };
}

const cases: Case[] = [
  { title: "start as root", as: "root", only: "start", account: () => ownAccount(0o755), prove: start },
  { title: "start as root, home 0700", as: "root", only: "start", account: () => ownAccount(0o700), prove: start },
  { title: "start as a user", as: "user", only: "start", account: () => unprivilegedAccount(0o755), prove: start },
  { title: "start as a user, home 0700", as: "user", only: "start", account: () => unprivilegedAccount(0o700), prove: start },
  { title: "start two at once", as: "user", only: "start", account: () => unprivilegedAccount(0o700), prove: startTwo },
  { title: "test as root", as: "root", only: "test", account: () => ownAccount(0o700), prove: runTests },
  { title: "test as a user", as: "user", only: "test", account: () => unprivilegedAccount(0o700), prove: runTests },
];

const { values: chosen } = parseArgs({ options: { only: { type: "string" }, as: { type: "string" }, title: { type: "string" } } });
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const results: { title: string; result: string; figures: Figures }[] = [];

function leave(left: Account): void {
  removeOutsideDatabase(left);
  left.remove();
}

let account: Account | null = null;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, async () => {
    await killAll(descendants(process.pid).map((info) => info.pid));
    if (account !== null) leave(account);
    process.exit(1);
  });
}

if (hasUncommittedChanges()) print("Note: uncommitted changes are not part of this check; it clones what is committed.");
for (const one of cases) {
  if ((chosen.only ?? one.only) !== one.only || (chosen.as ?? one.as) !== one.as || (chosen.title ?? one.title) !== one.title) continue;
  if (one.as === "root" && !isRoot) {
    results.push({ title: one.title, result: "skipped: needs root", figures: {} });
    continue;
  }
  print(`${one.title} …`);
  account = one.account();
  try {
    results.push({ title: one.title, result: "passed", figures: await one.prove(account) });
  } catch (error) {
    results.push({ title: one.title, result: "failed", figures: {} });
    print(error instanceof Error ? error.message : String(error));
  } finally {
    leave(account);
  }
}

const columns = ["install s", "build s", "first start s", "next start s", "tests s", "node_modules MB", ".next MB", ".millrace MB"];
print(["", ...columns, "result"].join(" | "));
for (const { title, result, figures } of results) print([title, ...columns.map((column) => figures[column] ?? ""), result].join(" | "));
if (results.length === 0 || results.some(({ result }) => result === "failed")) process.exitCode = 1;
