/** Names of members and API keys by id; null while they are being read. */
export type MemberNames = ReadonlyMap<string, string> | null;

/** Who or what started a run, as a list shows it. */
export function starterInWords(startedBy: string, names: MemberNames): string {
  const [kind = "", id = ""] = startedBy.split(":");
  switch (kind) {
    case "event":
      return "An event";
    case "call":
    case "detached":
      return "Another flow";
    case "alert":
      return "An alert";
    case "schedule":
      return "The schedule";
    case "replay":
      return "A replay";
    case "user":
      return names === null ? "A member" : (names.get(id) ?? "A former member");
    case "key": {
      const name = names?.get(id);
      return name === undefined ? "An API key" : `API key “${name}”`;
    }
    case "anonymous":
      return "Somebody who was not signed in";
    case "environment":
      return "The installation’s settings";
    default:
      return startedBy;
  }
}
