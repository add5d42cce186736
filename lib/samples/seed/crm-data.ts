import type { JsonObject } from "#lib/json.ts";
import type { SeedRow } from "../sample-system.ts";
import { people } from "./people.ts";
import { SeedRandom } from "./seed-random.ts";
import { shopPeople } from "./shop-data.ts";

const wishes = ["Asks for a quote for 40 mugs", "Wants to resell our bottles", "Needs a delivery before the fair", "Asks about a yearly contract", "Saw us at a trade show"] as const;
const remarks = ["Prefers to be called in the morning.", "Pays by invoice only.", "Interested in larger orders from autumn on.", "Had a late delivery, was given 10 % off."] as const;

/** 120 contacts, of whom the first 80 are customers of the shop, too; 40 leads and some notes. */
export function crmData(): SeedRow[] {
  const random = new SeedRandom(29);
  const rows: SeedRow[] = [];
  const add = (collection: string, id: string, data: JsonObject, made: Date, uniqueKey: string | null = null): void =>
    void rows.push({ collection, id, uniqueKey, data, createdAt: made.toISOString(), updatedAt: made.toISOString() });

  const everybody = [...people(shopPeople, 80), ...people(23, 80)];
  const contacts = everybody.filter(({ email }, index) => everybody.findIndex((other) => other.email === email) === index).slice(0, 120);
  for (const [index, { firstName, lastName, email, company }] of contacts.entries()) {
    const stage = index < 80 ? "customer" : random.pick(["subscriber", "lead", "partner"]);
    const phone = random.chance(60) ? `+49 30 ${5_550_000 + random.below(10_000)}` : null;
    add("contacts", `con_${101 + index}`, { email, firstName, lastName, company, phone, stage, owner: random.pick(["Robin", "Sam", "Kim"]) }, random.instant(0, 300), email);
  }
  for (const [index, { firstName, lastName, email, company }] of people(37, 40).entries()) {
    const known = contacts.findIndex((contact) => contact.email === email);
    add("leads", `lead_${101 + index}`, {
      email, name: `${firstName} ${lastName}`, company, source: random.pick(["website", "fair", "referral"]), message: random.pick(wishes), status: random.pick(["new", "qualified", "lost"]),
      contactId: known === -1 ? null : `con_${101 + known}`,
    }, random.instant(200, 364));
  }
  for (let index = 0; index < 30; index += 1) {
    add("notes", `note_${101 + index}`, { contactId: `con_${101 + random.below(contacts.length)}`, text: random.pick(remarks) }, random.instant(100, 364));
  }
  return rows;
}
