import { z } from "zod";
import type { InputOf, SinkChunk, SinkContext, SinkRuntime, SinkSession, SinkWritten } from "#lib/connectors/define.ts";
import { StepError } from "#lib/connectors/step-error.ts";
import { callSample } from "../call-sample.server.ts";
import type { load } from "./spec.ts";

type Input = InputOf<typeof load>;

const Loaded = z.object({ written: z.number(), rejected: z.array(z.object({ index: z.number(), message: z.string() })), repeated: z.boolean() });

class Load implements SinkSession {
  readonly #table: string;
  readonly #context: SinkContext;
  /** Chunks that had been written before. */
  #repeated = 0;

  constructor(table: string, context: SinkContext) {
    this.#table = table;
    this.#context = context;
  }

  async write({ number, rows }: SinkChunk): Promise<SinkWritten> {
    if (rows.length === 0) return { written: 0, rejected: [] };
    const { origin, node } = this.#context;
    const body = { origin, node, chunk: number, rows: rows.map(({ record, settings }) => settings["columns"] ?? record) };
    const { written, rejected, repeated } = await callSample(this.#context, { method: "POST", path: `/warehouse/tables/${this.#table}/load`, body, answer: Loaded });
    if (repeated) this.#repeated += 1;
    return { written, rejected: rejected.map(({ index, message }) => ({ index, error: new StepError("validation", "row_refused", message) })) };
  }

  async summary() {
    return { table: this.#table, delivery: "exactly once", repeated: this.#repeated };
  }

  async close() {}
}

export const warehouseLoad: SinkRuntime<Input> = {
  open: async ({ table }, context) => new Load(table, context),
};
