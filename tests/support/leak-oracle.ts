/** How a value may be written without being readable at first sight. */
function spellings(value: string): [string, string][] {
  const bytes = Buffer.from(value, "utf8");
  // Base64 of a text that holds it, at each of the three places it may begin.
  const within = [0, 1, 2].map((before) => bytes.subarray((3 - before) % 3).toString("base64").replace(/=+$/, "").slice(0, -2));
  return [
    ["as it is", value],
    ["URL-encoded", encodeURIComponent(value)],
    ["JSON-escaped", JSON.stringify(value).slice(1, -1)],
    ["hex", bytes.toString("hex")],
    ["reversed", value.split("").toReversed().join("")],
    ...within.map((text): [string, string] => ["base64", text]),
    ...within.map((text): [string, string] => ["base64url", text.replaceAll("+", "-").replaceAll("/", "_")]),
  ];
}

/** Where a text holds a canary, in any spelling; empty when it is nowhere. */
export function findLeaks(where: string, text: string, canaries: readonly string[]): string[] {
  const low = text.toLowerCase();
  return canaries.flatMap((canary) =>
    spellings(canary).flatMap(([how, spelling]) => {
      const at = how.startsWith("base64") ? text.indexOf(spelling) : low.indexOf(spelling.toLowerCase());
      return at < 0 ? [] : [`${where}: ${canary} ${how}, in …${text.slice(Math.max(0, at - 60), at + spelling.length + 20)}…`];
    }),
  );
}
