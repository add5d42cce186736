import type { ReactNode } from "react";
import { CodeView } from "#components/ui/code-view.tsx";
import type { Json } from "#lib/json.ts";

/** Lines with a name of a field: indentation, name, the rest. */
const field = /^(\s*)("(?:[^"\\]|\\.)*")(:.*)$/;
/** Beyond this, colour costs more than it says. */
const longest = 20_000;

/** Each line with where it begins. */
function linesOf(text: string): { at: number; text: string }[] {
  let at = 0;
  return text.split("\n").map((one) => {
    const begins = at;
    at += one.length + 1;
    return { at: begins, text: one };
  });
}

function line(text: string): ReactNode {
  const found = field.exec(text);
  return found ? <>{found[1]}<span className="k">{found[2]}</span>{found[3]}</> : text;
}

/** A value as JSON, its fields' names coloured. */
export function JsonText({ value, label }: { value: Json; label: string }) {
  const text = JSON.stringify(value, null, 2);
  if (text.length > longest) return <CodeView text={text} label={label} />;
  return <pre className="code" tabIndex={0} role="region" aria-label={label}>{linesOf(text).map((one) => <span key={one.at}>{one.at > 0 ? "\n" : ""}{line(one.text)}</span>)}</pre>;
}
