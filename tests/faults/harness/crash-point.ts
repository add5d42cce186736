import pg from "pg";

/** Where a process kills itself: before a statement leaves, or after its answer came and before anybody saw it. */
export interface CrashPoint {
  /** A prepared statement's name, or the text of one without a name in lower case (`commit`); `record-run` is also the first write of a new holder. */
  statement: string;
  when: "before" | "after";
  /** Counted from 1, from when the process was told to begin. */
  nth: number;
  /** Only in a transaction whose last named statement was this one. */
  following?: string;
  /** Only when a value of the statement holds this text. */
  holding?: string;
  /** It is frozen instead of killed. */
  freezes?: boolean;
}

type Done = (error: unknown, result: unknown) => void;
type Query = (config: unknown, ...rest: unknown[]) => unknown;

/** What `record-run` and others carry: text, numbers, lists, and payloads as bytes. */
function holds(values: unknown, text: string): boolean {
  if (Array.isArray(values)) return values.some((value) => holds(value, text));
  return (typeof values === "string" || Buffer.isBuffer(values)) && values.includes(text);
}

/** Every statement of this process, pooled or not, goes through this one method. */
export function installCrashPoint(point: CrashPoint): void {
  const client = pg.Client.prototype as unknown as { query: Query };
  const original = client.query;
  const last = new WeakMap<object, string>();
  let seen = 0;
  const die = (): void => void process.kill(process.pid, point.freezes === true ? "SIGSTOP" : "SIGKILL");
  client.query = function query(this: object, config: unknown, ...rest: unknown[]) {
    const named = typeof config === "object" && config !== null && "name" in config && typeof config.name === "string" ? config.name : "";
    const name = named || (typeof config === "string" ? config.toLowerCase() : "");
    const before = last.get(this);
    if (named) last.set(this, named);
    const values = typeof config === "object" && config !== null && "values" in config ? config.values : rest[0];
    const isMeant = name.replace(/-taken$/u, "") === point.statement && (point.following === undefined || point.following === before) && (point.holding === undefined || holds(values, point.holding));
    if (!isMeant || ++seen !== point.nth) return original.call(this, config, ...rest);
    if (point.when === "before") die();
    const done = rest.at(-1);
    if (typeof done === "function") {
      const told: Done = (error, result) => {
        die();
        (done as Done)(error, result);
      };
      return original.call(this, config, ...rest.slice(0, -1), told);
    }
    return (original.call(this, config, ...rest) as Promise<unknown>).then((result) => {
      die();
      return result;
    });
  };
}
