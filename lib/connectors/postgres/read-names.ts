/** Names in one line, apart by commas; one that holds a comma or spaces at its ends stands in double quotes. */
export function readNames(text: string): string[] {
  const names: string[] = [];
  for (const [, quoted, plain] of text.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^,"]+))\s*(?:,|$)/g)) {
    const name = quoted === undefined ? (plain ?? "").trim() : quoted.replaceAll('""', '"');
    if (name !== "") names.push(name);
  }
  return [...new Set(names)];
}
