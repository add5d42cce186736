/** A name from the catalogue as SQL; what a person or a record says is looked up there first. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
