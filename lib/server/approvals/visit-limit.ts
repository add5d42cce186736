import { AppError } from "#lib/errors.ts";
import { networkOf } from "../auth/network-of.ts";

const limit = 60;
const windowMs = 60_000;
/** Networks remembered at once; past it those whose minute is over are forgotten, then the oldest. */
const most = 10_000;

const visits = new Map<string, { since: number; count: number }>();

function forget(now: number): void {
  for (const [network, { since }] of visits) if (now - since >= windowMs) visits.delete(network);
  for (const network of visits.keys()) {
    if (visits.size < most) return;
    visits.delete(network);
  }
}

/**
 * Counts a look at an approval's link, or a decision by one. Links cannot be guessed: this keeps one caller from making
 * the database look for them without end, so each process counts for itself.
 * @throws AppError limit with `details: { retryAfter }` (seconds), after 60 in a minute from one network.
 */
export function countVisit(ip: string, now: number = Date.now()): void {
  const network = networkOf(ip);
  const seen = visits.get(network);
  if (seen === undefined || now - seen.since >= windowMs) {
    if (visits.size >= most) forget(now);
    visits.delete(network);
    visits.set(network, { since: now, count: 1 });
    return;
  }
  seen.count += 1;
  if (seen.count <= limit) return;
  const retryAfter = Math.max(1, Math.ceil((seen.since + windowMs - now) / 1_000));
  throw new AppError("limit", "Too many visits from your network. Try again in a minute.", { details: { retryAfter } });
}
