import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PlantedBreak } from "./planted.ts";

const root = join(import.meta.dirname, "../../..");
const parts = ["lib", "inngest", "db", "tests", "package.json", "tsconfig.json"];
/** Packages that the sandbox's child may read: its permission is for their own folders, which a link would lead out of. */
const read = new Set(["quickjs-emscripten-core", "@jitl", "@marcbachmann", "re2js"]);
/** A case that hangs is broken too, and is not waited for as long as one that should be right. */
const patienceMs = 5_000;

/** How the cases ended: the names of those that passed and of those that did not. */
export interface Played {
  passed: string[];
  failed: string[];
}

interface Report {
  testResults: { assertionResults: { title: string; status: string }[]; message: string }[];
}

/** The sources of the project in a folder of their own, where one of them may be broken. */
export class ProjectCopy {
  readonly #folder = mkdtempSync(join(tmpdir(), "millrace-broken-"));

  constructor() {
    for (const part of parts) cpSync(join(root, part), join(this.#folder, part), { recursive: true, filter: (path) => !path.includes("/tests/.output") });
    const modules = join(this.#folder, "node_modules");
    mkdirSync(modules);
    for (const name of readdirSync(join(root, "node_modules"))) {
      if (read.has(name)) cpSync(join(root, "node_modules", name), join(modules, name), { recursive: true });
      else symlinkSync(join(root, "node_modules", name), join(modules, name));
    }
  }

  /** Plays a rule's cases with one source broken, which is mended afterwards. @throws when the break finds no place, or more than one. */
  async playBroken({ rule, machine, file, find, replace }: PlantedBreak): Promise<Played> {
    const path = join(this.#folder, file);
    const whole = readFileSync(path, "utf8");
    const places = whole.split(find).length - 1;
    if (places !== 1) throw new Error(`The break of ${rule} has ${places} places in ${file}, it needs one: ${find}`);
    writeFileSync(path, whole.replace(find, () => replace));
    try {
      return await this.#play(["--bail=1"], { MILLRACE_RULE: rule, MILLRACE_MACHINE: machine, MILLRACE_PATIENCE_MS: String(patienceMs) });
    } finally {
      writeFileSync(path, whole);
    }
  }

  /** Plays every case, with nothing broken. */
  async playWhole(): Promise<Played> {
    return await this.#play([], {});
  }

  /** In a process of its own, on this run's database server. */
  async #play(options: readonly string[], asked: Record<string, string>): Promise<Played> {
    const file = join(this.#folder, "report.json");
    const args = ["node_modules/vitest/vitest.mjs", "run", "--config", "tests/vitest.config.ts", "--reporter=json", `--outputFile.json=${file}`, ...options, "tests/engine/semantics/semantics.test.ts"];
    const child = spawn(process.execPath, args, { cwd: this.#folder, env: { ...process.env, ...asked }, stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
    await once(child, "close");
    try {
      const results = (JSON.parse(readFileSync(file, "utf8")) as Report).testResults.flatMap(({ assertionResults }) => assertionResults);
      const named = (status: string): string[] => results.filter((one) => one.status === status).map(({ title }) => title);
      return { passed: named("passed"), failed: named("failed") };
    } catch (error) {
      throw new Error(`The cases were not played: ${said.slice(-2_000)}`, { cause: error });
    } finally {
      rmSync(file, { force: true });
    }
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
