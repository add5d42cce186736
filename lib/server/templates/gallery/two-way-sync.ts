import { cel, from, galleryDocument, idOf, literal, patient, rows, text, when } from "./gallery-document.ts";
import type { GalleryTemplate } from "./gallery-template.ts";
import { galleryVersion } from "./gallery-version.ts";

/** One key for each state of a record: what was written for it once is not written again, whichever run reads it. */
const changeOf = (step: string) => ({ idempotencyKey: text(from(step, "id"), " ", from(step, "updatedAt")) });
const team = "operations@example.com";
const firstName = cel(`{customers}.name.split(" ")[0]`);
const lastName = cel(`join(slice({customers}.name.split(" "), 1), " ")`);
/** An emptied company is not carried over: nobody can tell it from one that was never known. */
const shopCompany = cel(`{customers}.company == null ? "" : {customers}.company`);
const crmName = `({contacts}.firstName + " " + {contacts}.lastName)`;
const crmCompany = cel(`{contacts}.company == null ? "" : {contacts}.company`);

const document = galleryDocument({
  steps: {
    start: { name: "Every ten minutes", type: "core/schedule", at: [0, 0.5], config: { schedule: literal({ mode: "interval", every: 10, unit: "minutes", zone: "UTC" }), missed: literal("latest") } },
    rules: { name: "Your rules", type: "core/map", at: [1, 0.5], config: { fields: rows({ create: literal(true) }) } },
    customers: { name: "Changed in the shop", type: "sample-shop/customers", at: [2, 0.5], config: { changes: literal("new") }, settings: { overlap: "skip" } },
    names: { name: "Two names?", type: "core/branch", at: [3, 0.5], config: { when: cel(`{customers}.name.contains(" ")`) } },
    oneword: { name: "One name alone", type: "core/fail", at: [4, 1.25], config: { message: text("“", from("customers", "name"), "” is one word, and the CRM keeps first and last names.") } },
    contact: { name: "Their contact", type: "sample-crm/find-contact", at: [4, 0.5], config: { email: from("customers", "email") } },
    incrm: { name: "In the CRM?", type: "core/branch", at: [5, 0.5], config: { when: when("all", [from("contact", "found"), "is_true"]) } },
    newer: {
      name: "The shop is newer", type: "core/filter", at: [6, 0],
      config: { when: cel(`{customers}.updatedAt > {contact}.contact.updatedAt && ({customers}.name != {contact}.contact.firstName + " " + {contact}.contact.lastName || ({customers}.company != null && {customers}.company != {contact}.contact.company))`) },
    },
    tocrm: { name: "Update the contact", type: "sample-crm/update-contact", at: [7, 0], settings: changeOf("customers"), config: { contact: from("contact", "contact", "id"), firstName, lastName, company: shopCompany, stage: literal("customer") } },
    wanted: { name: "Create them?", type: "core/filter", at: [6, 1], config: { when: when("all", [from("rules", "create"), "is_true"]) } },
    addcrm: { name: "Create the contact", type: "sample-crm/create-contact", at: [7, 1], settings: changeOf("customers"), config: { email: from("customers", "email"), firstName, lastName, company: shopCompany, stage: literal("customer") } },
    contacts: { name: "Changed in the CRM", type: "sample-crm/contacts", at: [2, 3], config: { changes: literal("new") }, settings: { overlap: "skip" } },
    buyer: { name: "Only customers", type: "core/filter", at: [3, 3], config: { when: when("all", [from("contacts", "stage"), "equals", literal("customer")]) } },
    who: { name: "Their account", type: "sample-shop/find-customer", at: [4, 3], config: { email: from("contacts", "email") } },
    inshop: { name: "In the shop?", type: "core/branch", at: [5, 3], config: { when: when("all", [from("who", "found"), "is_true"]) } },
    fresher: {
      name: "The CRM is newer", type: "core/filter", at: [6, 2.5],
      config: { when: cel(`{contacts}.updatedAt > {who}.customer.updatedAt && (${crmName} != {who}.customer.name || ({contacts}.company != null && {contacts}.company != {who}.customer.company))`) },
    },
    toshop: { name: "Update the account", type: "sample-shop/update-customer", at: [7, 2.5], settings: changeOf("contacts"), config: { customer: from("who", "customer", "id"), name: cel(crmName), company: crmCompany } },
    asked: { name: "Create it?", type: "core/filter", at: [6, 3.5], config: { when: when("all", [from("rules", "create"), "is_true"]) } },
    addshop: { name: "Create the account", type: "sample-shop/create-customer", at: [7, 3.5], settings: changeOf("contacts"), config: { email: from("contacts", "email"), name: cel(crmName), company: crmCompany } },
    refused: { name: "Any refused?", type: "core/branch", at: [3, 4.75], config: { when: cel(`{customers}.rejected + {contacts}.rejected > 0`) } },
    odd: {
      name: "Say: refused", type: "sample-mailbox/send-message", at: [4, 4.75], settings: { ...patient, idempotencyKey: from("start", "scheduledAt") },
      config: { to: literal(team), subject: literal("Some customers were not synchronised"), text: text("Refused on the way to the CRM: ", from("customers", "rejected"), ", on the way to the shop: ", from("contacts", "rejected"), ". The run lists each with the reason; it is read again when it changes.") },
    },
    trouble: {
      name: "Say: stopped", type: "sample-mailbox/send-message", at: [3, 6], settings: { ...patient, idempotencyKey: cel(`{start}.scheduledAt.substring(0, 13)`) },
      config: { to: literal(team), subject: literal("The customer sync has stopped"), text: text("A system does not answer. The next run goes on where this one stopped.") },
    },
    stopped: { name: "Sync stopped", type: "core/fail", at: [4, 6], config: { message: literal("The shop or the CRM could not be read or written.") } },
  },
  edges: [
    "start -> rules", "rules -> customers", "customers => names", "names.yes => contact", "names.else => oneword", "contact => incrm", "incrm.yes => newer", "newer => tocrm", "incrm.else => wanted", "wanted => addcrm",
    "customers.done -> contacts", "contacts => buyer", "buyer => who", "who => inshop", "inshop.yes => fresher", "fresher => toshop", "inshop.else => asked", "asked => addshop",
    "contacts.done -> refused", "refused.yes -> odd", "customers.error -> trouble", "contacts.error -> trouble", "trouble -> stopped",
  ],
  groups: {
    tocrm: ["1  From the shop to the CRM", "customers", "names", "oneword", "contact", "incrm", "newer", "tocrm", "wanted", "addcrm"],
    toshop: ["2  From the CRM to the shop", "contacts", "buyer", "who", "inshop", "fresher", "toshop", "asked", "addshop"],
    failing: ["When a system is down for good", "trouble", "stopped"],
  },
  notes: {
    guard: { at: [0, -0.9], width: 500, text: "**The loop guard.** What we write to one side makes it newer there, so the other half reads it. It finds **both sides equal** and ends at the filter: nothing is sent back, and no mark is left in anybody's data." },
    both: { at: [0, 1.75], width: 500, text: "**Changed on both sides?** The later change wins, record by record. The first half is done before the second begins." },
  },
});

const done = { status: "succeeded" as const };
const expected = {
  ends: "succeeded" as const,
  steps: { [idOf("contact")]: done, [idOf("newer")]: done, [idOf("buyer")]: done, [idOf("fresher")]: done, [idOf("refused")]: { ...done, port: "else" }, [idOf("odd")]: { status: "skipped" as const }, [idOf("trouble")]: { status: "skipped" as const } },
  // Of the first hundred customers, which is what a test-run reads.
  writes: { [idOf("addcrm")]: 54, [idOf("tocrm")]: 0, [idOf("toshop")]: 0, [idOf("addshop")]: 0, [idOf("odd")]: 0, [idOf("trouble")]: 0 },
};

function tick(previous: string | null) {
  return { scheduledAt: "2026-11-23T06:30:00.000Z", localTime: "2026-11-23T06:30:00", zone: "UTC", previous };
}

/** Customers of a shop and a CRM, alike on both sides. */
export const twoWaySync: GalleryTemplate = {
  id: "tmpl_millrace_two_way_sync",
  versions: [galleryVersion({
    number: 1, message: "First version", publishedAt: "2026-11-26T20:00:00.000Z",
    content: {
      name: "Two-way customer sync",
      sentence: "What changes about a customer in the shop or the CRM is carried to the other side, and what we wrote ourselves is not sent back.",
      description: [
        "Use it when **two systems keep the same people** and both are edited.",
        "Use *Daily shop sales to the warehouse* when data goes one way only, and *Customer lookup API* when a program can ask at the moment it needs to know.",
        "**The loop guard** compares before it writes: both sides equal, nothing to do. It needs no mark in either system. When both sides changed, the later change wins.",
        "**When a system is down**, pages are tried again; if that does not help, the run fails, says so once an hour, and the next run goes on at the same place. Nothing is skipped.",
        "**Delivery:** each change of a record is written once, by a key made of its id and the time of its change. Records a system refuses are kept with the reason.",
        "**Good to know:** people are told apart by their e-mail address. A company that was emptied is not carried over. The CRM keeps first and last names, so a customer whose name is one word is refused and told, not guessed.",
      ].join("\n\n"),
      goal: "synchronise",
      document,
      parameters: [
        { key: "minutes", label: "Every how many minutes", help: "An interval that divides a day stays at the same times.", type: "number", required: true, default: 10, places: [{ node: idOf("start"), path: ["schedule", "value", "every"] }] },
        { key: "create", label: "Create those whom the other side does not know", help: "No: only people who are on both sides are kept alike.", type: "boolean", required: true, default: true, places: [{ node: idOf("rules"), path: ["fields", "fields", 0, "value", "value"] }] },
        { key: "team", label: "Who is told about problems", help: "Refused records, and a system that does not answer.", type: "email", required: true, default: team, places: [{ node: idOf("odd"), path: ["to", "value"] }, { node: idOf("trouble"), path: ["to", "value"] }] },
      ],
      connections: [],
      samples: [
        { name: "Ten minutes after the last run", input: tick("2026-11-23T06:20:00.000Z"), expected },
        { name: "The very first run", input: tick(null), expected },
      ],
    },
  })],
};
