export interface ParsedFamily {
  type: string;
  help: string;
  /** By labels as they are written, `{a="b"}`, or the empty text. */
  samples: Map<string, number>;
}

const head = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$/;
const sample = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"(?:,[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*")*\})? (NaN|[+-]Inf|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/;

/**
 * Prometheus' text format, stricter than a scraper reads it: every family has HELP, then TYPE, then its samples in one
 * piece; no sample is there twice; counters end with `_total` and are not negative; the last line ends.
 */
export function parseMetrics(text: string): Map<string, ParsedFamily> {
  if (!text.endsWith("\n")) throw new Error("The last line does not end");
  const families = new Map<string, ParsedFamily>();
  let current: { name: string; family: ParsedFamily } | undefined;
  for (const line of text.slice(0, -1).split("\n")) {
    const comment = head.exec(line);
    if (comment?.[1] === "HELP") {
      const name = comment[2] ?? "";
      if (families.has(name)) throw new Error(`${name} is there twice`);
      current = { name, family: { type: "", help: comment[3] ?? "", samples: new Map() } };
      families.set(name, current.family);
      continue;
    }
    if (current === undefined) throw new Error(`Before any HELP: ${line}`);
    if (comment?.[1] === "TYPE") {
      const type = comment[3] ?? "";
      if (comment[2] !== current.name || current.family.type !== "" || !/^(counter|gauge)$/.test(type)) throw new Error(`Out of place: ${line}`);
      if (type === "counter" && !current.name.endsWith("_total")) throw new Error(`A counter without _total: ${line}`);
      current.family.type = type;
      continue;
    }
    const found = sample.exec(line);
    if (!found || found[1] !== current.name || current.family.type === "") throw new Error(`Not a sample of ${current.name}: ${line}`);
    const labels = found[2] ?? "";
    if (current.family.samples.has(labels)) throw new Error(`There twice: ${line}`);
    const value = Number((found[3] ?? "").replace("Inf", "Infinity"));
    if (current.family.type === "counter" && !(value >= 0)) throw new Error(`A negative counter: ${line}`);
    current.family.samples.set(labels, value);
  }
  return families;
}
