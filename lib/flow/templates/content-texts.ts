import type { TemplateContent } from "./template-content.schema.ts";

export type TextPath = readonly (string | number)[];

/** A text of a content: a string, a long number, or the name of a field in JSON. */
export interface ContentText {
  /** Of its value; of a name: the path of what has it. */
  path: TextPath;
  text: string;
  isName: boolean;
  /** What a text with references says without them: a value of its own stands there in parts. */
  isJoined?: boolean;
}

/** Names that the format itself gives; all others somebody wrote. */
const own = /^(?:[a-z][A-Za-z]{0,24}|[ncegt]_[a-z0-9]{2,40})$/;
/** From here on a number may be one of somebody's. */
const longNumber = 9;

function textsOf(value: unknown, path: TextPath, into: ContentText[]): void {
  if (typeof value === "string") into.push({ path, text: value, isName: false });
  else if (typeof value === "number" && String(value).length >= longNumber) into.push({ path, text: String(value), isName: false });
  else if (Array.isArray(value)) for (const [index, item] of value.entries()) textsOf(item, [...path, index], into);
  else if (typeof value === "object" && value !== null) {
    const parts = "parts" in value && Array.isArray(value.parts) ? value.parts.filter((part) => typeof part === "string") : [];
    if (parts.length > 1) into.push({ path: [...path, "parts"], text: parts.join(""), isName: false, isJoined: true });
    for (const [key, item] of Object.entries(value)) {
      if (!own.test(key)) into.push({ path: [...path, key], text: key, isName: true });
      textsOf(item, [...path, key], into);
    }
  }
}

/** Every text that a content brings along, wherever it stands. */
export function contentTexts(content: TemplateContent): ContentText[] {
  const texts: ContentText[] = [];
  textsOf(content, [], texts);
  return texts;
}
