/**
 * What code finds besides JavaScript itself. This function is not called here: its text runs inside QuickJS, before the
 * user's program, and takes what it needs from the globals while nobody can have changed them. The three functions it is
 * given are all that the host lends: no object of the host's is ever within reach.
 */
export function codeRealm(log: (json: string) => void, random: () => number, randomUUID: () => string) {
  const { parse, stringify } = JSON;
  const { apply, defineProperty } = Reflect;
  const { charCodeAt, indexOf, slice } = String.prototype;
  const { fromCharCode } = String;
  const text = String;
  const AnyError = Error;
  const isError = (value: unknown): value is Error => value instanceof AnyError;
  const cut = (value: string, from: number, to: number): string => apply(slice, value, [from, to]);
  const code = (value: string, at: number): number => apply(charCodeAt, value, [at]);
  const longestLine = 100_000;
  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  const show = (value: unknown): string => {
    if (typeof value === "string") return value;
    try {
      if (isError(value)) return `${value.name}: ${value.message}`;
      return typeof value === "object" ? (stringify(value) ?? "undefined") : text(value);
    } catch {
      return "[cannot be shown]";
    }
  };

  const print = (...values: unknown[]): void => {
    let line = "";
    for (let i = 0; i < values.length; i += 1) line += (i === 0 ? "" : " ") + show(values[i]);
    log(stringify(line.length > longestLine ? `${cut(line, 0, longestLine)}…` : line));
  };

  const btoa = (value: unknown): string => {
    const bytes = text(value);
    let out = "";
    for (let i = 0; i < bytes.length; i += 3) {
      const left = bytes.length - i;
      const group = (code(bytes, i) << 16) | ((left > 1 ? code(bytes, i + 1) : 0) << 8) | (left > 2 ? code(bytes, i + 2) : 0);
      for (let k = i; k < i + 3 && k < bytes.length; k += 1) if (code(bytes, k) > 255) throw new RangeError("btoa takes characters up to U+00FF; encode the text as UTF-8 first");
      out += digits[group >> 18] ?? "";
      out += digits[(group >> 12) & 63] ?? "";
      out += left > 1 ? digits[(group >> 6) & 63] : "=";
      out += left > 2 ? digits[group & 63] : "=";
    }
    return out;
  };

  const atob = (value: unknown): string => {
    const encoded = text(value);
    let out = "";
    let bits = 0;
    let held = 0;
    let padding = 0;
    for (let i = 0; i < encoded.length; i += 1) {
      const one = cut(encoded, i, i + 1);
      if (one === " " || one === "\n" || one === "\t" || one === "\r" || one === "\f") continue;
      const digit: number = one === "=" ? -1 : apply(indexOf, digits, [one]);
      if (one === "=") padding += 1;
      if (padding > 2 || (one !== "=" && (digit < 0 || padding > 0))) throw new RangeError("atob was given text that is not base64");
      if (digit < 0) continue;
      held = ((held << 6) | digit) & 0xffff;
      bits += 6;
      if (bits < 8) continue;
      bits -= 8;
      out += fromCharCode((held >> bits) & 255);
    }
    if (bits === 6) throw new RangeError("atob was given text that is not base64");
    return out;
  };

  const add = (target: object, name: string, value: unknown): void => void defineProperty(target, name, { value, writable: true, configurable: true, enumerable: false });
  add(Math, "random", () => random());
  add(globalThis, "crypto", { randomUUID: () => randomUUID() });
  add(globalThis, "console", { log: print, info: print, warn: print, error: print, debug: print });
  add(globalThis, "btoa", btoa);
  add(globalThis, "atob", atob);

  return {
    begin: (program: (input: unknown) => unknown, input: string): unknown => program(parse(input)),
    /** JSON text, undefined when the value has none, or a number: the length that is more than `most`. */
    end: (value: unknown, most: number): string | number | undefined => {
      const written = value === undefined ? "null" : stringify(value);
      return written !== undefined && written.length > most ? written.length : written;
    },
    /** Name, message and stack of whatever was thrown: three lines of JSON text; empty when it does not let itself be read. */
    describe: (thrown: unknown): string => {
      const line = (value: unknown): string => stringify(cut(value === undefined ? "" : text(value), 0, 1_000));
      try {
        if (!isError(thrown)) return `""\n${line(show(thrown))}\n""`;
        return `${line(thrown.name)}\n${line(thrown.message)}\n${line(thrown.stack)}`;
      } catch {
        return "";
      }
    },
  };
}
