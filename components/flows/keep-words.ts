import { formatBytes } from "#components/ui/format-bytes.ts";
import type { Keep } from "#lib/contracts/flows.schema.ts";

/** How long runs of a flow are kept: "30 days, at most 500 MB". */
export function keepInWords({ days, megabytes }: Keep): string {
  const time = days === 0 ? "No data is kept" : days === 1 ? "1 day" : `${days} days`;
  return megabytes === null ? time : `${time}, at most ${formatBytes(megabytes * 1e6)}`;
}
