import type { Connection, Submittable } from "pg";
import { type Wire, wireOf } from "./wire.ts";

/** Asks what types the parameters of a statement have, without running it. */
export class ParameterQuery implements Submittable {
  callback = (): void => undefined;
  readonly done: Promise<readonly number[]>;
  readonly #text: string;
  readonly #settle: PromiseWithResolvers<readonly number[]>;
  #types: readonly number[] = [];
  #wire: Wire | undefined;

  constructor(text: string) {
    this.#text = text;
    this.#settle = Promise.withResolvers<readonly number[]>();
    this.done = this.#settle.promise;
  }

  submit(connection: Connection): void {
    const wire = wireOf(connection);
    this.#wire = wire;
    wire.once("parameterDescription", this.#described);
    wire.stream.cork();
    wire.parse({ name: "", text: this.#text, types: [] });
    wire.describe({ type: "S", name: "" });
    wire.sync();
    wire.stream.uncork();
  }

  readonly #described = ({ dataTypeIDs }: { dataTypeIDs: number[] }): void => {
    this.#types = dataTypeIDs;
  };

  handleRowDescription(): void {}

  handleError(error: Error): void {
    this.#wire?.off("parameterDescription", this.#described);
    this.#settle.reject(error);
  }

  handleReadyForQuery(): void {
    this.#settle.resolve(this.#types);
  }
}
