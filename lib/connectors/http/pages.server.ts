import type { z } from "zod";
import { isJsonObject, type Json } from "#lib/json.ts";
import type { SourceContext, SourcePage, SourceRuntime } from "../define.ts";
import { StepError } from "../step-error.ts";
import { readReply, withQuery } from "./request.server.ts";
import type { pages } from "./operations.ts";

type Input = z.output<typeof pages.input>;

/** Where reading goes on: the place in the list, and how new the newest record is that was read so far. */
interface Place {
  at: string | number | null;
  newest: string | number | null;
  /** What the reading under way asked for. */
  since: string | number | null;
}

function placeOf(cursor: Json): Place {
  if (!isJsonObject(cursor)) return { at: null, newest: null, since: null };
  const read = (key: string): string | number | null => {
    const value = cursor[key];
    return typeof value === "string" || typeof value === "number" ? value : null;
  };
  return { at: read("at"), newest: read("newest"), since: read("since") };
}

function at(value: Json, path: string): Json | undefined {
  let found: Json | undefined = value;
  for (const key of path === "" ? [] : path.split(".")) {
    if (Array.isArray(found)) found = found[Number(key)];
    else found = isJsonObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  }
  return found;
}

function scalar(value: Json | undefined): string | number | null {
  return typeof value === "string" || typeof value === "number" ? value : null;
}

function later(one: string | number | null, other: string | number | null): string | number | null {
  if (one === null || other === null) return one ?? other;
  return typeof one === typeof other ? (one > other ? one : other) : other;
}

/** The URL after this page, by RFC 8288; null when the reply names none. */
function nextLink(header: string | undefined): string | null {
  for (const part of header?.split(/,(?=\s*<)/) ?? []) {
    const found = /^\s*<([^>]*)>(.*)$/.exec(part);
    if (found && /;\s*rel="?(?:[^";]* )?next(?: [^";]*)?"?/i.test(found[2] ?? "")) return found[1] ?? null;
  }
  return null;
}

function urlOf(input: Input, place: Place): URL {
  const query = { ...input.query };
  if (input.sizeParameter !== "") query[input.sizeParameter] = input.size;
  if (place.since !== null && input.sinceParameter !== "") query[input.sinceParameter] = place.since;
  const first = withQuery(input.url, query);
  if (input.paging === "link" && typeof place.at === "string") {
    const next = new URL(place.at, first);
    if (next.origin !== first.origin) throw new StepError("validation", "page_elsewhere", `The next page is at ${next.origin}, not at ${first.origin}, so it was not read.`);
    return next;
  }
  const start = { none: null, link: null, cursor: null, page: 1, offset: 0 }[input.paging];
  const value = place.at ?? start;
  if (value !== null) first.searchParams.set(input.parameter, String(value));
  return first;
}

/** Where the page after this one is; null when this was the last. */
function following(input: Input, place: Place, count: number, reply: { body: Json; headers: Record<string, string> }): string | number | null {
  switch (input.paging) {
    case "none":
      return null;
    case "page":
      return count === 0 || count < input.size ? null : Number(place.at ?? 1) + 1;
    case "offset":
      return count === 0 || count < input.size ? null : Number(place.at ?? 0) + count;
    case "cursor": {
      const next = scalar(at(reply.body, input.next));
      return next === "" ? null : next;
    }
    case "link":
      return nextLink(reply.headers["link"]);
  }
}

async function* read(input: Input, context: SourceContext): AsyncGenerator<SourcePage> {
  let place = placeOf(context.cursor);
  const seen = new Set<string | number | null>();
  for (;;) {
    if (seen.size === seen.add(place.at).size) throw new StepError("provider", "page_repeats", `The reply names a page that was read already (${String(place.at)}), so reading would never end.`);
    const url = urlOf(input, place);
    const headers: Record<string, string> = { accept: "application/json" };
    for (const [name, value] of Object.entries(input.headers ?? {})) headers[name.toLowerCase()] = String(value);
    const reply = readReply(url, await context.send({ method: "GET", url: url.href, headers }));
    const records = at(reply.body, input.records);
    if (!Array.isArray(records)) throw new StepError("validation", "no_list", input.records === "" ? "The reply's body is not a list. Say where the records are." : `There is no list at “${input.records}” in the reply.`);
    const next = following(input, place, records.length, reply);
    const newest = input.since === "" ? null : records.reduce<string | number | null>((so, record) => later(so, scalar(at(record, input.since))), place.newest);
    // The end is a beginning: the next run asks for what is newer than the newest record of this one.
    place = next === null ? { at: null, newest, since: newest ?? place.since } : { ...place, at: next, newest };
    yield { records, cursor: { ...place } };
    if (next === null) return;
  }
}

export const pagesSource: SourceRuntime<Input> = {
  identity: ({ url, records, since }) => ({ url, records, since }),
  read,
  keyOf: ({ key }, record) => {
    const value = key === undefined || key === "" ? null : scalar(at(record, key));
    return value === null ? null : String(value);
  },
  keepsCursor: ({ since }) => since !== "",
};
