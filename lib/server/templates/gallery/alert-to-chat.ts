import type { JsonObject } from "#lib/json.ts";
import { cel, from, fromOr, galleryDocument, idOf, literal, patient, rows, text, when } from "./gallery-document.ts";
import type { GalleryTemplate } from "./gallery-template.ts";
import { galleryVersion } from "./gallery-version.ts";

const team = "oncall@example.com";
const hour = `getHours(timestamp({alert}.at), {rules}.zone)`;
const first = `int({rules}.quiet.split("-")[0])`;
const end = `int({rules}.quiet.split("-")[1])`;
const isNight = `(${first} == ${end} ? false : ${first} < ${end} ? ${hour} >= ${first} && ${hour} < ${end} : ${hour} >= ${first} || ${hour} < ${end})`;
/** One notice is told once, whatever is tried again. */
const once = { ...patient, idempotencyKey: text(fromOr("try", "alert", "alert"), " ", from("alert", "notice"), " ", from("alert", "at")) };

const document = galleryDocument({
  steps: {
    alert: {
      name: "An alert", type: "core/called", at: [0, 0.5],
      config: {
        answer: literal("ack"),
        fields: literal([
          { name: "alert", type: "text", required: false }, { name: "notice", type: "text", required: true }, { name: "what", type: "text", required: true }, { name: "title", type: "text", required: true },
          { name: "flow", type: "object", required: true }, { name: "since", type: "text", required: true }, { name: "at", type: "text", required: true }, { name: "count", type: "number", required: true },
          { name: "cause", type: "object", required: false }, { name: "links", type: "object", required: true },
        ]),
      },
    },
    rules: { name: "Your quiet hours", type: "core/map", at: [1, 0.5], config: { fields: rows({ quiet: literal("22-7"), zone: literal("UTC") }) } },
    words: {
      name: "What to say", type: "core/map", at: [2, 0.5],
      config: {
        fields: rows({
          title: cel(`({alert}.notice == "reminder" ? "Still: " : "") + {alert}.title`),
          more: cel(`({alert}.count > 0 ? string({alert}.count) + ({alert}.count == 1 ? " run" : " runs") + " since " : "Since ") + {alert}.since.substring(0, 16).replace("T", " ") + " UTC"`),
          link: cel(`has({alert}.links.lastRun) && {alert}.links.lastRun != null ? {alert}.links.lastRun : {alert}.links.alerts`),
        }),
      },
    },
    mail: {
      name: "Mail", type: "sample-mailbox/send-message", at: [3, 0], settings: once,
      config: { to: literal(team), subject: from("words", "title"), text: text(from("words", "title"), "\n\n", from("words", "more"), "\n", from("words", "link")) },
    },
    night: { name: "Is it night?", type: "core/map", at: [3, 1.25], config: { fields: rows({ night: cel(isNight) }) } },
    awake: { name: "Not at night", type: "core/filter", at: [4, 0.75], config: { when: when("all", [from("night", "night"), "is_false"]) } },
    chat: {
      name: "Chat", type: "http/request", at: [5, 1.25], settings: { ...once, timeoutMs: 10_000, retry: { attempts: 9, backoff: "exponential", delayMs: 1_000, maxDelayMs: 60_000 } },
      config: { method: literal("POST"), url: literal("https://chat.example.com/hooks/…"), send: literal("fields"), bodyFields: rows({ text: text(from("words", "title"), "\n", from("words", "more"), "\n", from("words", "link")) }) },
    },
    silent: {
      name: "Say: chat is silent", type: "sample-mailbox/send-message", at: [6, 1.75], settings: { ...patient, idempotencyKey: cel(`{alert}.at.substring(0, 13)`) },
      config: { to: literal(team), subject: literal("Alerts do not reach the chat"), text: text("The chat's webhook answers: ", from("chat", "message"), "\n\nAlerts still come by mail. This is told once an hour.") },
    },
  },
  edges: ["alert -> rules", "rules -> words", "words -> mail", "words -> night", "night -> awake", "awake -> chat", "night.error -> chat", "chat.error -> silent"],
  notes: {
    start: { at: [0, -0.6], width: 560, text: "**To use it:** publish it, then open *Alerts*, choose a rule and let it start this flow. *Try it* there sends a notice that says nothing is wrong.\n\nIt gets an alert's title, since when, how often and links; no data of any run." },
    quiet: { at: [3, 2.4], width: 440, text: "**Quiet hours** keep the chat quiet, never the mail. If they cannot be read, the chat is told all the same: better one message too many." },
  },
});

const step = { mail: idOf("mail"), awake: idOf("awake"), chat: idOf("chat"), silent: idOf("silent") };
const done = { status: "succeeded" as const };
const skipped = { status: "skipped" as const };

function notice(change: JsonObject): JsonObject {
  return {
    alert: "alert_sample", notice: "opened", what: "failed", title: "Nightly orders: a run failed at “Load”", flow: { id: "flow_sample", name: "Nightly orders" },
    since: "2026-11-23T14:02:00.000Z", at: "2026-11-23T14:02:51.204Z", count: 1, cause: { class: "transient", code: "unavailable", step: "Load" },
    links: { alerts: "https://millrace.example.com/w/main/alerts", flow: "https://millrace.example.com/w/main/flows/flow_sample", lastRun: "https://millrace.example.com/w/main/runs/run_sample" },
    ...change,
  };
}

const told = { ends: "succeeded" as const, steps: { [step.mail]: done, [step.chat]: done, [step.silent]: skipped }, writes: { [step.mail]: 1, [step.chat]: 1, [step.silent]: 0 } };
const { alert: _alert, cause: _cause, ...ofNone } = notice({ notice: "test", title: "A try of the alert rule “Failures”. Nothing is wrong.", flow: { id: "", name: "" }, count: 0, links: { alerts: "https://millrace.example.com/w/main/alerts", flow: "https://millrace.example.com/w/main/flows", lastRun: null } });

/** Millrace's own alerts, told by mail and in a chat. */
export const alertToChat: GalleryTemplate = {
  id: "tmpl_millrace_alert_to_chat",
  versions: [galleryVersion({
    number: 1, message: "First version", publishedAt: "2026-11-26T20:00:00.000Z",
    content: {
      name: "Alerts to mail and chat",
      sentence: "When a flow fails, is slow or stays silent, the team is told by mail and in its chat, but not in the chat at night.",
      description: [
        "Use it when an alert rule's own mail or webhook is not enough: **other words, other people, quiet hours**, or another system.",
        "Use a rule's own recipients when one address or one webhook will do; then no flow can fail on the way.",
        "**When the chat is down**, it is tried for three minutes, then said by mail, once an hour. The mail does not wait for the chat.",
        "**Delivery:** an alert starts the flow exactly once. Mail and message have the alert, the kind of notice and its time as their key, so a replay tells nobody twice. The chat gets a message at least once: most chats do not know such keys.",
        "The message is `{\"text\": …}`, which the incoming webhooks of Slack, Mattermost, Rocket.Chat and Google Chat take. Whoever has their address can post, and whoever may see this flow sees it.",
      ].join("\n\n"),
      goal: "notify",
      document,
      parameters: [
        { key: "chat", label: "Your chat's incoming webhook", help: "The chat shows its address when you add one. Treat it like a password.", type: "url", required: true, places: [{ node: step.chat, path: ["url", "value"] }] },
        { key: "team", label: "Who gets the mail", help: "Several apart by commas can be set in the steps.", type: "email", required: true, default: team, places: [{ node: step.mail, path: ["to", "value"] }, { node: step.silent, path: ["to", "value"] }] },
        { key: "quiet", label: "Quiet hours of the chat", help: "From which hour to which, 24-hour clock. 0-0: none.", type: "text", required: true, default: "22-7", places: [{ node: idOf("rules"), path: ["fields", "fields", 0, "value", "value"] }] },
        { key: "zone", label: "In which time zone", help: "Such as Europe/Berlin or America/New_York.", type: "text", required: true, default: "UTC", places: [{ node: idOf("rules"), path: ["fields", "fields", 1, "value", "value"] }] },
      ],
      connections: [],
      samples: [
        { name: "A run failed, by day", input: notice({}), expected: told },
        { name: "It is over, at night: by mail alone", input: notice({ notice: "recovered", title: "Nightly orders: over. A run succeeded since “Load” failed.", at: "2026-11-24T02:10:00.000Z", count: 12 }), expected: { ends: "succeeded", steps: { [step.mail]: done, [step.chat]: skipped }, writes: { [step.mail]: 1, [step.chat]: 0 } } },
        { name: "A try of the rule, without an alert", input: ofNone, expected: told },
      ],
    },
  })],
};
