/** What a `datetime-local` control shows of a stored time, and back; both in the reader's own zone. */
export const localTime = {
  shown(iso: string | undefined): string {
    if (iso === undefined) return "";
    const at = new Date(iso);
    return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  },
  read(text: string): string {
    return text === "" ? "" : new Date(text).toISOString();
  },
};
