import { cel, from, galleryDocument, idOf, literal, patient, rows, text, when } from "./gallery-document.ts";
import type { GalleryTemplate } from "./gallery-template.ts";
import { galleryVersion } from "./gallery-version.ts";

const day = `{start}.localTime.substring(0, 10)`;
const reportAddress = "sales@example.com";

const document = galleryDocument({
  steps: {
    start: { name: "Every morning", type: "core/schedule", at: [0, 0.5], config: { schedule: literal({ mode: "daily", times: ["06:30"], weekdays: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], zone: "UTC" }), missed: literal("latest") } },
    orders: { name: "Changed orders", type: "sample-shop/orders", at: [1, 0.5], config: { changes: literal("new"), status: literal("any") }, settings: { overlap: "wait", rejectLimit: { percent: 5 } } },
    sold: { name: "Only paid ones", type: "core/filter", at: [2, 0.5], config: { when: when("all", [from("orders", "status"), "one_of", literal(["paid", "shipped", "refunded"])]) } },
    loado: {
      name: "Load orders", type: "sample-warehouse/load", at: [5, 0],
      config: {
        table: literal("orders"),
        columns: rows({ id: from("orders", "id"), customer_email: from("orders", "customerEmail"), status: from("orders", "status"), total: from("orders", "total"), currency: from("orders", "currency"), ordered_at: from("orders", "createdAt") }),
      },
    },
    each: { name: "Customers once", type: "core/deduplicate", at: [3, 1], config: { key: from("orders", "customerId") } },
    who: { name: "Who is it?", type: "sample-shop/find-customer", at: [4, 1], config: { email: from("orders", "customerEmail") } },
    loadc: {
      name: "Load customers", type: "sample-warehouse/load", at: [5, 1],
      config: { table: literal("customers"), columns: rows({ id: from("who", "customer", "id"), email: from("who", "customer", "email"), name: from("who", "customer", "name"), country: from("who", "customer", "country") }) },
    },
    sales: { name: "Anything sold?", type: "core/branch", at: [6, 0.5], config: { when: when("all", [from("loado", "written"), "greater", literal(0)]) } },
    report: {
      name: "Morning report", type: "sample-mailbox/send-message", at: [7, 0],
      config: {
        to: literal(reportAddress), subject: cel(`"Sales of the night to " + ${day}`),
        text: cel(`"Orders in the warehouse: " + string({loado}.written) + "\\nCustomers: " + string({loadc}.written) + "\\nRejected rows: " + string({loado}.rejected + {loadc}.rejected) + "\\nSince: " + ({start}.previous == null ? "the first order" : {start}.previous)`),
      },
      settings: { ...patient, idempotencyKey: from("start", "scheduledAt") },
    },
    nothing: {
      name: "Say: no sales", type: "sample-mailbox/send-message", at: [7, 1],
      config: {
        to: literal(reportAddress), subject: cel(`"No sales until " + ${day}`),
        text: literal("The shop gave no new or changed order that was paid for. If that cannot be, look at the shop: the next run reads on where this one stopped."),
      },
      settings: { ...patient, idempotencyKey: from("start", "scheduledAt") },
    },
    trouble: {
      name: "Say: not loaded", type: "sample-mailbox/send-message", at: [2, 2.2],
      config: { to: literal(reportAddress), subject: cel(`"Sales were not loaded on " + ${day}`), text: text("What was loaded is complete up to where it stopped, and the next run goes on there. The reason: ", from("orders", "message")) },
      settings: { ...patient, idempotencyKey: from("start", "scheduledAt") },
    },
    failed: { name: "Not loaded", type: "core/fail", at: [3, 2.2], config: { message: text("Sales were not loaded: ", from("orders", "message")) } },
  },
  edges: [
    "start -> orders", "orders => sold", "sold => loado", "sold => each", "each => who", "who => loadc", "loado -> sales", "loadc -> sales", "sales.yes -> report", "sales.else -> nothing",
    "orders.error -> trouble", "trouble -> failed",
  ],
  groups: { failing: ["When the shop or the warehouse is down for good", "trouble", "failed"] },
  notes: {
    start: { at: [0, -0.9], width: 560, text: "**Only what changed.** The place in the shop's list is kept between runs and moves on only when the rows are in the warehouse: no order is missed, none is loaded twice, also after a crash.\n\nThe thick edges carry records, as many as there are." },
    again: { at: [5, -0.9], width: 400, text: "An order that changes later, such as one that is refunded, is read again and **replaces its row**." },
  },
});

const steps = {
  [idOf("sold")]: { status: "succeeded" }, [idOf("loado")]: { status: "succeeded" }, [idOf("loadc")]: { status: "succeeded" },
  [idOf("sales")]: { status: "succeeded", port: "yes" }, [idOf("report")]: { status: "succeeded" }, [idOf("nothing")]: { status: "skipped" }, [idOf("trouble")]: { status: "skipped" },
} as const;
/** Of the first hundred orders, which is what a test-run reads. */
const expected = { ends: "succeeded" as const, steps, writes: { [idOf("loado")]: 86, [idOf("loadc")]: 65, [idOf("report")]: 1, [idOf("nothing")]: 0, [idOf("trouble")]: 0 } };

function morning(scheduledAt: string, previous: string | null) {
  return { scheduledAt, localTime: scheduledAt.slice(0, 19), zone: "UTC", previous };
}

/** The night's orders and their customers, loaded once, with a report. */
export const dailySales: GalleryTemplate = {
  id: "tmpl_millrace_daily_sales",
  versions: [galleryVersion({
    number: 1, message: "First version", publishedAt: "2026-11-26T20:00:00.000Z",
    content: {
      name: "Daily shop sales to the warehouse",
      sentence: "Every morning the new and changed orders are loaded into the warehouse with their customers, and a report says how many.",
      description: [
        "Use it when figures may be **a day old** and there are many rows: one load a night costs few calls and is easy to check.",
        "Use *Signed payment event to three systems* when each payment has to be seen within seconds.",
        "**When the shop or the warehouse is down**, pages and portions are tried again. If that does not help, the run fails, says so by mail, and the next one goes on at the same place. A morning that was missed is made up for once.",
        "**Delivery:** every order is loaded once. Portions carry a number, so one that is repeated after a crash changes nothing; a row that is there already is replaced.",
        "**Rows the warehouse refuses** are kept with the reason, and the others are loaded. Above 5 % the run fails: then something else is wrong.",
        "It runs on the sample shop and the sample warehouse. For a database of your own, put *Load rows* of PostgreSQL in place of the two loads: mode *update rows with the same key*, columns as they are.",
      ].join("\n\n"),
      goal: "report",
      document,
      parameters: [
        { key: "time", label: "At what time", help: "24-hour clock, such as 06:30.", type: "text", required: true, default: "06:30", places: [{ node: idOf("start"), path: ["schedule", "value", "times", 0] }] },
        { key: "zone", label: "In which time zone", help: "Such as Europe/Berlin or America/New_York.", type: "text", required: true, default: "UTC", places: [{ node: idOf("start"), path: ["schedule", "value", "zone"] }] },
        { key: "address", label: "Who gets the report", help: "And is told when nothing came or the load failed.", type: "email", required: true, default: reportAddress, places: ["report", "nothing", "trouble"].map((step) => ({ node: idOf(step), path: ["to", "value"] })) },
      ],
      connections: [],
      samples: [
        { name: "An ordinary morning", input: morning("2026-11-23T06:30:00.000Z", "2026-11-22T06:30:00.000Z"), expected },
        { name: "The very first run", input: morning("2026-11-23T06:30:00.000Z", null), expected },
      ],
    },
  })],
};
