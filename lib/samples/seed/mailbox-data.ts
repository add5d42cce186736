import type { SeedRow } from "../sample-system.ts";
import { SeedRandom } from "./seed-random.ts";

const letters: readonly [from: string, subject: string, text: string][] = [
  ["ada@example.com", "Where is my order #1001?", "Hello, the page says shipped, but nothing has arrived. Can you look? Ada"],
  ["purchasing@alder.example", "Quote for 40 mugs", "Dear team, please quote 40 mugs in slate, delivered to Berlin."],
  ["nils.berg@example.org", "Wrong colour", "I ordered the blanket in sand and got coral. May I send it back?"],
  ["billing@tidal.example", "Invoice address", "Our address has changed: Quay 7, Hamburg. Please use it from now on."],
  ["clara.rossi@example.com", "Thank you", "The lamp is lovely, thank you for the quick delivery."],
  ["events@fair.example", "Your stand at the autumn fair", "Your stand is B14. Doors open at nine."],
  ["tariq.silva@example.net", "Refund", "The bottle leaks. I would like my money back."],
  ["press@lantern.example", "Interview", "We write about small shops. Do you have half an hour next week?"],
  ["mila.keller@example.com", "Change my order", "Please add a second notebook to my order, if it has not left."],
  ["post@carrier.example", "Collection tomorrow", "We collect 12 parcels tomorrow between eight and ten."],
];

/** Ten letters in the inbox. */
export function mailboxData(): SeedRow[] {
  const random = new SeedRandom(53);
  return letters.map(([from, subject, text], index): SeedRow => {
    const at = random.instant(330 + index, 331 + index).toISOString();
    return { collection: "messages", id: `msg_${101 + index}`, uniqueKey: null, data: { folder: "inbox", from, to: ["shop@example.com"], subject, text }, createdAt: at, updatedAt: at };
  });
}
