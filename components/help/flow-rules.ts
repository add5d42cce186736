export interface FlowRule {
  /** As in SEMANTICS; the page's anchor. */
  id: string;
  title: string;
  text: string;
}

export interface RuleGroup {
  title: string;
  about: string;
  rules: readonly FlowRule[];
}

const graph: readonly FlowRule[] = [
  { id: "graph-1", title: "What an edge means", text: "A wire between two steps means that the second one may start after the first, and may use its result. No value is handed on by itself: a setting refers to the result of any step before it. A reference to a step that does not come before is an issue in the editor. Only the link of an approval may be used anywhere: it is known from the start of the run." },
  { id: "graph-2", title: "Values that may be missing", text: "A step that is not on every path to the reader may not have run. A reference to it needs a default, or an expression with has(). If nothing is there when the run comes to it, the step fails with reference_missing. Nothing is silently empty." },
  { id: "graph-3", title: "One way out", text: "A step ends as succeeded, failed or skipped. When it succeeds, exactly one of its ways out is taken; the others are settled as not taken. A step that is turned off does nothing and goes on without a result: branch and switch at else, a source at done with zero counts, a sink with a summary of zeros. Records pass it unchanged. A trigger cannot be turned off." },
  { id: "graph-4", title: "When a step fails", text: "A step is tried again as its settings say. If it still fails and its error path is drawn, that path is taken with the error { class, code, message, node, attempts, at }, and the run may still succeed with 1 handled error. Without an error path its setting decides: skip goes on elsewhere, and none of its ways out is taken; fail, the default, ends the run as failed. Then nothing new starts, waits end, and calls under way finish and are recorded." },
  { id: "graph-5", title: "Where paths meet", text: "A step with several wires leading in runs once, when all of them are settled and at least one was taken. If none was taken it is skipped, and so are the steps after it that nothing else leads to. Paths of a branch meet again without a merge. A Merge is for other wishes: with a number it goes on once, when that many paths have arrived, and later ones are recorded as late. If the number can no longer be reached it takes its error path; when its time is over, counted from the first settled path, it takes its timeout path. Its result names each path, with null for those that did not arrive." },
  { id: "graph-6", title: "Stop and Fail", text: "Stop ends the run as succeeded, with a reason. Fail ends it as failed, with a message. In both cases nothing new starts, waits end, and calls under way finish and are recorded." },
  { id: "graph-7", title: "Limits", text: "A flow has at most 500 steps, a step at most 20 attempts, a wait takes at most one year, flows call each other at most 8 levels deep, and an event follows from an event at most 16 times in a row. Each limit is an error that names it." },
  { id: "graph-8", title: "The pattern of a flow", text: "It follows from the trigger. Schedule and Manual make a batch flow. Event and Poll make an event flow. Webhook, Form and a flow that is called make an event flow while they answer at once, and a sync flow, whose caller waits, while they answer with Respond. A Respond that nobody waits for, and a path that never responds to a caller who waits, are issues in the editor." },
];

const steps: readonly FlowRule[] = [
  { id: "step-1", title: "What is stored by itself", text: "Only a step that calls something, waits, calls a flow or runs code is stored by itself, with its attempts. Map, branch, switch, merge and filter are computed at once and always the same way: their clock is the start of the run, and nothing in them is random." },
  { id: "step-2", title: "Side by side", text: "Short actions that are ready at the same time really run at the same time. None waits for the others: when one is done, what comes after it starts. A step whose next attempt is more than 5 s away is put aside until then, and the others go on." },
  { id: "step-3", title: "Retries", text: "Each attempt is recorded with its error. Only failures that may pass are tried again, with the waits of the step’s settings. A crash of Millrace never uses up an attempt. A run that brings its process down 5 times at the same step is set aside as quarantined." },
  { id: "step-4", title: "Effects have a key", text: "Everything that leaves for the outside has a key made of the run, the step and the record. A replay keeps the key, so what was confirmed is skipped and its stored result is used. “Do it again” makes new keys. An idempotency key of the step’s own holds across runs. A test run has keys of its own." },
  { id: "step-5", title: "When it is unknown whether it happened", text: "That a request leaves is recorded before it does. When the answer is lost, its outcome is unknown. Then it is repeated if its key or its nature makes that harmless; else the run waits and asks: repeat it, take it as done, or fail the step. The step’s settings can say so beforehand. Where a repeat may happen twice, the page says “at least once”." },
  { id: "step-6", title: "What is stored", text: "Inputs and results are stored exactly as they were, for a run goes on from them after a restart. Secrets of a connection never get there: they are added as the request leaves, and masked in replies. A field rule, of the workspace or of one flow, hides a field wherever payloads are shown: pages, API, logs, samples, approvals. It counts for old runs too, and also masks what the run copied from that field. Steps work with the real values. An editor may reveal one hidden field of a run, which is written to the audit log. Viewers see names, types and lengths of payloads, and errors without their messages, unless the workspace lets them see values. A flow that keeps no data deletes what a run read, wrote and logged when it is over; replay is off then." },
  { id: "step-7", title: "Which version runs", text: "A run keeps the version it started with, a test run the draft as it was. A called flow’s version is fixed at the call. Connections are read at the moment they are used." },
  { id: "step-8", title: "Cancel", text: "A cancelled run ends at once. Calls under way are given up and recorded as unknown, runs that it waits for are cancelled too, and a source goes on next time after its last stored chunk." },
  { id: "step-9", title: "Replay", text: "A replay is a new run. Started from a step, everything that does not come after that step is reused, on another version only where the step is the same. Waits that were passed are not repeated, and confirmed effects are skipped. A replay with another input counts as another run: its preview names the confirmed effects that it would repeat." },
  { id: "step-10", title: "Call flow", text: "Call flow starts a run of the other flow and waits for its answer; its failure is the calling step’s error. Set to go on at once, it gives the run’s id and does not wait." },
];

const records: readonly FlowRule[] = [
  { id: "region-1", title: "Once a record", text: "An action, branch, switch, map, code or call that records lead into works once a record. There is no separate loop step: the channel is the loop." },
  { id: "region-2", title: "One source a region", text: "A region is everything that the channels of one source reach. Records of two sources do not meet, and a source does not stand among records; both are issues in the editor. Inside, settings refer to the record’s own way and to steps before the source; outside, only to the source’s done and to what its sinks give." },
  { id: "region-3", title: "A record’s key", text: "Each record has a key: its primary key when the source has one, else its content and how often it occurred. Flatten adds the item’s number. A branch sends a record one way, a merge joins the ways again." },
  { id: "region-4", title: "Nothing is lost, nothing is ahead", text: "The place in the source is stored only when every sink and effect of the chunk is. After a crash the same chunk comes again, and sinks that can tell do nothing twice. Done and all sinks give their results together, once, at the end: { read, filtered, rejected, written, cursor, window }. A region that fails takes the source’s error path with the same counts." },
  { id: "region-5", title: "A record that fails", text: "It is tried again shortly, then takes the error path of its step when one is drawn, else it is stored as rejected with the reason. More rejected records than the source’s limit fail the region. A refused credential, a rate limit or an outage fails the chunk and never the records." },
  { id: "region-6", title: "Chunks", text: "A chunk ends at 10,000 records, 8 MB or 2 s. Regions run in a process of their own, so that a large one delays nothing else." },
  { id: "region-7", title: "What may stand among records", text: "Deduplicate keeps what it has seen with the place in the source, so a restart forgets nothing. A step with a bound fails past it and names it. Wait, Approval, Respond and Stop do not stand among records; Fail rejects the record." },
  { id: "region-8", title: "Where the next run goes on", text: "The place belongs to the flow, the source and what the source reads, not to a version. When a new version reads something else, publishing asks whether to start over. While one run reads, a second one waits, is skipped or takes over, as the source’s setting says." },
  { id: "region-9", title: "What a region records", text: "Counts a step and a chunk, 10 sample records a step, and every rejected record. Never every record." },
  { id: "region-10", title: "Changes of a database", text: "A source of database changes will read one long region, in whole transactions. This version has no such source." },
];

const tests: readonly FlowRule[] = [
  { id: "test-1", title: "A test run writes nothing", text: "A step that would change something outside gives your mock, else its last result, else the connector’s sample. That is marked as simulated, and so is all that is made from it. SQL runs in a transaction that only reads. Waits are passed at once, approvals are asked on screen, called flows are test runs too. A test run moves no cursor and reads at most 100 records of a source." },
  { id: "test-2", title: "Expressions and code are kept apart", text: "Expressions are bounded before they run. Costly ones, and all code, run in a process of their own that is stopped when it takes too long." },
];

const events: readonly FlowRule[] = [
  { id: "event-1", title: "Publishing", text: "An event is stored together with one delivery for each flow that listens to its name, and only then acknowledged. Each delivery becomes a run of its own. A flow may listen to many names: order/* stands for one part of a name, order/** for any number of them, and a filter decides by what an event holds. A filter that cannot be evaluated is shown with the delivery it refused." },
  { id: "event-2", title: "Limits, order and pause", text: "A trigger may limit how many runs there are at once, for the flow or for each value of a field, and may run each one’s events in the order they came. It may also set a pace, take only the last of a burst, or collect events and start one run with the list. What has to wait is kept, oldest first, and none is lost. In order, a run that failed lets the next one go on, or holds its key up until it is replayed or let pass. A paused flow keeps what arrives and starts it when it is resumed." },
  { id: "event-3", title: "The same event twice", text: "An event with an id that came before is acknowledged with the first one’s id and starts nothing." },
  { id: "event-4", title: "Waiting for an event or a decision", text: "What a run waits for is stored, and matched in the transaction that brings it. Events since the start of the run count, so one that came first is not missed. A wait ends once: by what it waits for, by the end of its time or by the end of its run, whichever is stored first. When an approval asks, the event millrace/approval.requested is published with its link." },
  { id: "sync-1", title: "A caller who waits", text: "The process that takes the request runs the flow itself, so the answer needs no other one. Should it end meanwhile, a worker goes on with the run. Past the flow’s limit a caller waits for a place as every event does." },
  { id: "sync-2", title: "The answer", text: "The first Respond of a run is its answer. Later ones are recorded as already answered, and the steps after it still run. A run that succeeds without one answers 204; one that fails before it answers 502 when another system failed, else 500, with the run’s id. Where the trigger says what its answers look like, an answer with a 2xx status that does not fit is given to nobody: the Respond fails with answer_mismatch. At the deadline the caller gets 202 and a link that shows how it stands and what it answered, and the run goes on. A caller who hangs up changes nothing. No retry is planned past the deadline." },
  { id: "sync-3", title: "The same request twice", text: "A request with the Idempotency-Key of an earlier one gets the stored answer for 24 hours and runs nothing. While the first one still runs it gets 409; with another body under the same key, 422." },
];

/** The rules of a run in plain words; `lib/flow/SEMANTICS.md` has them exactly, under the same ids. */
export const ruleGroups: readonly RuleGroup[] = [
  { title: "Steps and paths", about: "What runs, in which order, and where a run goes.", rules: graph },
  { title: "Attempts and effects", about: "What is tried again, and what a repeat does outside.", rules: steps },
  { title: "Records", about: "What happens between a source and its sinks.", rules: records },
  { title: "Test runs", about: "What a draft may do.", rules: tests },
  { title: "Events and answers", about: "How runs start, wait and answer.", rules: events },
];
