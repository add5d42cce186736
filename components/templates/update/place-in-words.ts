import type { OptionWords } from "#components/templates/use-option-words.ts";
import type { FlowDocument } from "#lib/flow/document.schema.ts";
import type { SentencePart } from "./sentence-part.ts";
import { settingWords } from "./setting-words.ts";

const longest = 120;

/**
 * What a place of a document holds, as its form says it; null where nothing is.
 * @param said as a difference says it.
 */
export function placeInWords(document: FlowDocument, key: string, said: string | null, optionWords: OptionWords): SentencePart | null {
  const [kind, id = "", part = ""] = key.split(" ");
  const words = (text: string): SentencePart => ({ as: "words", text });
  if (said === null) return null;
  if (kind === "name") return { as: "name", text: said };
  if (kind === "connection") return words("another connection");
  const node = document.nodes.find((one) => one.id === id);
  const value = kind === "config" ? node?.config[part] : undefined;
  const literal = value?.kind === "literal" ? value.value : undefined;
  const known = kind === "settings" ? settingWords(node?.settings, part) : typeof literal === "boolean" ? (literal ? "yes" : "no") : optionWords(id, part, literal);
  if (known !== null) return words(known);
  if (said === "nothing" || kind === "node" || kind === "edge") return words(said);
  return { as: "value", text: said.length > longest ? `${said.slice(0, longest)}…` : said };
}
