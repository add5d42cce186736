"use client";

import { useState } from "react";

/** A browser lays out so much text at once without a pause. */
const pageLength = 100_000;

/** Where a page that begins at 0 ends: at a line's end when one is near. */
function endOf(text: string, length: number): number {
  if (text.length <= length) return text.length;
  const line = text.lastIndexOf("\n", length);
  return line > length - pageLength / 2 ? line + 1 : length;
}

/** Preformatted text: scrolls by itself and can be reached by keyboard; long text is shown a part at a time. */
export function CodeView({ text, label }: { text: string; label: string }) {
  const [length, setLength] = useState(pageLength);
  const end = endOf(text, length);
  const left = text.length - end;
  return (
    <>
      <pre className="code" tabIndex={0} role="region" aria-label={label}>{left === 0 ? text : text.slice(0, end)}</pre>
      {left > 0 ? <div><button type="button" className="link small" onClick={() => setLength(end + pageLength)}>Show more: {left.toLocaleString("en")} of {text.length.toLocaleString("en")} characters are not shown</button></div> : null}
    </>
  );
}
