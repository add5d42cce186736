import { SeedRandom } from "./seed-random.ts";

export interface Person {
  firstName: string;
  lastName: string;
  email: string;
  company: string | null;
  country: string;
}

const firstNames = [
  "Ada", "Amara", "Anton", "Aiko", "Beatriz", "Ben", "Carla", "Chidi", "Clara", "Daan", "Dalia", "Elif", "Emil", "Esra", "Farah", "Felix", "Greta", "Hana", "Hugo", "Ines",
  "Isak", "Jana", "Jonas", "Kaia", "Karim", "Lena", "Leo", "Lucia", "Malik", "Maren", "Mateo", "Mila", "Nadia", "Nils", "Noor", "Olga", "Oskar", "Paula", "Priya", "Rafael",
  "Rosa", "Sami", "Selma", "Tariq", "Teresa", "Tom", "Uma", "Viktor", "Wanda", "Yusuf", "Zoe",
] as const;
const lastNames = [
  "Lovelace", "Adeyemi", "Bakker", "Berg", "Castro", "Conti", "Demir", "Dubois", "Eriksen", "Fischer", "Fontaine", "Garcia", "Haddad", "Hansen", "Ito", "Jansen", "Kaya",
  "Keller", "Kowalski", "Laine", "Lindqvist", "Marino", "Mensah", "Meyer", "Moreau", "Nakamura", "Novak", "Okafor", "Olsen", "Park", "Patel", "Pereira", "Peters", "Ricci",
  "Rossi", "Sato", "Schmidt", "Silva", "Singh", "Sousa", "Tanaka", "Toth", "Vogel", "Weber", "Wolf", "Yilmaz", "Zimmer",
] as const;
const companies = [
  "Alder Cycles", "Bluff Bakery", "Canal Coffee", "Dune Design", "Elm Street Books", "Fjord Outdoor", "Granite Gym", "Harbour Hotels", "Iris Optics", "Juniper Foods", "Kite Studio",
  "Lantern Labs", "Meadow Dairy", "Northside Tools", "Orchard Clinic", "Pine Printing", "Quarry Kitchens", "River Rowing", "Summit Schools", "Tidal Energy",
] as const;
const countries = ["DE", "FR", "NL", "ES", "IT", "SE", "PL", "US"] as const;

/** People with addresses at example.com and its like, which belong to nobody. The first one is always Ada Lovelace. */
export function people(seed: number, count: number): Person[] {
  const random = new SeedRandom(seed);
  const taken = new Set<string>();
  return Array.from({ length: count }, (_, index) => {
    for (;;) {
      const firstName = index === 0 ? "Ada" : random.pick(firstNames);
      const lastName = index === 0 ? "Lovelace" : random.pick(lastNames);
      const company = random.chance(45) ? random.pick(companies) : null;
      const country = random.pick(countries);
      const email = index === 0 ? "ada@example.com" : `${firstName}.${lastName}@example.${random.pick(["com", "org", "net"])}`.toLowerCase();
      if (taken.size === taken.add(email).size) continue;
      return { firstName, lastName, email, company, country };
    }
  });
}
