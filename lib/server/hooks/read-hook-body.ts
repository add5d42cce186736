import { parse } from "secure-json-parse";
import { AppError } from "#lib/errors.ts";
import { isDeeperThan, type Json, type JsonObject } from "#lib/json.ts";
import { setOwn } from "#lib/flow/bindings/resolve.ts";

const maxDepth = 64;
/** Of a form: a body has room for a hundred thousand, which would hold up everybody else. */
const maxPairs = 5_000;

function readJson(text: string): Json {
  let value: unknown;
  try {
    value = parse(text, null, { protoAction: "error", constructorAction: "error" });
  } catch (cause) {
    throw new AppError("malformed", "The body is not JSON that can be taken in. Send valid JSON without __proto__ keys, or say what it is in Content-Type.", { cause });
  }
  if (isDeeperThan(value, maxDepth)) throw new AppError("malformed", `The body is nested deeper than ${maxDepth} levels.`);
  return value as Json;
}

function readForm(text: string): JsonObject {
  const form: JsonObject = {};
  const pairs = new URLSearchParams(text);
  if (pairs.size > maxPairs) throw new AppError("malformed", `The form has more than ${maxPairs} values. Send less.`);
  for (const [name, sent] of Map.groupBy(pairs, ([key]) => key)) setOwn(form, name, oneOrAll(sent.map(([, value]) => value)));
  return form;
}

/** A name that repeats keeps all its values, in order. */
export function oneOrAll(values: string[]): Json {
  return values.length === 1 ? (values[0] ?? "") : values;
}

/**
 * A hook's body by its Content-Type: JSON, a form, or text. No type: JSON when it reads as JSON, else text.
 * @throws AppError malformed, or unsupported_media_type.
 */
export function readHookBody(body: Buffer, contentType: string | undefined): Json {
  const [type = "", ...parameters] = (contentType ?? "").toLowerCase().split(";").map((part) => part.trim());
  const charset = parameters.find((parameter) => parameter.startsWith("charset="))?.slice(8).replaceAll('"', "");
  if (charset !== undefined && charset !== "utf-8" && charset !== "utf8" && charset !== "us-ascii") {
    throw new AppError("unsupported_media_type", `The charset ${charset} is not taken in. Send UTF-8.`);
  }
  if (body.byteLength === 0) return null;
  const text = body.toString("utf8");
  if (type === "application/json" || type.endsWith("+json")) return readJson(text);
  if (type === "application/x-www-form-urlencoded") return readForm(text);
  if (type.startsWith("text/")) return text;
  if (type === "") {
    try {
      return readJson(text);
    } catch {
      return text;
    }
  }
  throw new AppError("unsupported_media_type", `A body of type ${type} is not taken in. Send JSON, a form or text.`);
}
