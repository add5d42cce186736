/** Members' names by user id; null while they are being read. */
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
    case "key":
      return "An API key";
    default:
      return startedBy;
  }
}
