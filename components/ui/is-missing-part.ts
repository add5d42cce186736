/** Whether an import failed because its file could not be fetched: without a network, or after the server was replaced. */
export function isMissingPart(error: unknown): boolean {
  return error instanceof Error && error.name === "ChunkLoadError";
}
