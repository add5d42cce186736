export interface HelpTopic {
  /** The page's anchor. */
  id: string;
  title: string;
  /** Paragraphs. */
  text: readonly string[];
}

/** What there is to know of templates, from taking one to keeping one up to date. */
export const templateTopics: readonly HelpTopic[] = [
  { id: "what", title: "What a template is", text: [
    "A template is a flow that others can make their own. It holds the steps and how they are set, the questions that whoever installs it answers, the connections it needs, and samples it can be tried with. It holds no secret, no connection, no address of a hook and no result of a run.",
    "Each publishing makes a version that is never changed again. Whoever installed an earlier one keeps it until they take the newer one.",
  ] },
  { id: "install", title: "Use a template", text: [
    "Open Templates, choose one and press “Use this template”. You choose or make a connection for each system, answer its questions, and watch a sample run with writes off. Then you publish the flow, or keep it as a draft.",
    "The flow is made in one go: either with everything or not at all. It is yours from then on, and what you change in it is yours too.",
    "A template can also come as a link or as a file. Reading a file stores nothing, starts nothing and calls no other system; code in it is shown to you before you install it.",
  ] },
  { id: "publish", title: "Publish as a template", text: [
    "Open the flow and choose “Publish as a template” in its menu. Say what it does in one sentence, and pick what is asked: press “Ask” beside a setting to make it a question. The value that is there now becomes the default, unless it is a secret or private.",
    "If several settings hold the same value, one question can answer them all. What blocks publishing is listed at the top of the page, each a press away from where it is settled: a word that is missing, a secret, or what keeps the flow itself from running.",
    "What you write is kept on this device until you publish it, and nobody else sees it. “Start over” deletes it.",
    "“As a stranger sees it” shows the page as the link shows it to somebody without an account.",
  ] },
  { id: "leaves", title: "Secrets and private data", text: [
    "Before anything is published, every text in the template is looked at for secrets, personal data, addresses of your network, and random text that may be a key. Each find is named with the step and setting it is in, never with its value. While there is one, nothing is published.",
    "“Ask for it instead” makes the setting a question without a default, so that the value stays with you. “It is no secret” is offered where the text only looks like one; what surely is a secret cannot be let through.",
  ] },
  { id: "samples", title: "Samples and checks", text: [
    "A sample is what the flow begins with when it is tried. Make one from what the trigger declares, or write it. None is taken from real runs.",
    "When a version is published, and whenever you press “Check again”, the samples are run without writing anything outside. The template shows how many did what is expected, and when.",
  ] },
  { id: "share", title: "Say who sees it", text: [
    "At first the workspace alone sees a template. An admin or owner can show it to whoever has its link, also without an account, or to everybody on this Millrace.",
    "“Make a new link” makes the former link worthless. “Withdraw the template” takes it back with all its versions; flows made from it stay as they are.",
    "Settings, Templates lists what this workspace made. “Share” there names the versions too; each opens as it was published.",
  ] },
  { id: "update", title: "Take a newer version", text: [
    "When the template of a flow has a newer version, the editor says so. The page behind “See what changed” says in sentences what the template changes, what you changed and what both did, and shows where in the flow. Where both changed the same, you choose; where only one did, that is taken. New questions and connections are asked.",
    "“Take it into the draft” saves the draft and publishes nothing. “Leave this version” keeps the flow as it is until the next one. Your answers to the template’s questions stay in both cases.",
  ] },
];
