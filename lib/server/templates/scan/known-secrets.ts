import { lintSource } from "@secretlint/core";
import { creator } from "@secretlint/secretlint-rule-preset-recommend";
import { type Found, found } from "./found.ts";

/** With ids of access keys, which the preset leaves aside: beside its secret an id is half of a credential. */
const preset = { id: "@secretlint/secretlint-rule-preset-recommend", rule: creator, rules: [{ id: "@secretlint/secretlint-rule-aws", options: { enableIDScanRule: true } }] };

/** The text is not ours: what would switch rules off in it is no command. As long as before, so that places stay. */
function withoutCommands(text: string): string {
  return text.replaceAll(/secretlint-/gi, "secretlint_");
}

const things: Readonly<Record<string, string>> = {
  privatekey: "a private key", basicauth: "an address with a login in it", "database-connection-string": "the address of a database with its login", aws: "a credential of AWS", gcp: "a credential of Google Cloud", npm: "a token of npm",
  slack: "a token or webhook of Slack", sendgrid: "a key of SendGrid", shopify: "a key of Shopify", stripe: "a key of Stripe", github: "a token of GitHub", gitlab: "a token of GitLab", grafana: "a token of Grafana", openai: "a key of OpenAI",
  anthropic: "a key of Anthropic", groq: "a key of Groq", huggingface: "a token of Hugging Face", linear: "a key of Linear", notion: "a token of Notion", "1password": "a token of 1Password", "hashicorp-vault": "a token of Vault",
  vercel: "a token of Vercel", databricks: "a token of Databricks", docker: "a token of Docker", figma: "a token of Figma", cloudflare: "a token of Cloudflare", tailscale: "a key of Tailscale",
};

function wordsFor(ruleId: string): string {
  return things[ruleId.replace("@secretlint/secretlint-rule-", "")] ?? "a credential of a known service";
}

/** Between texts, so that no rule reads on from one into the next. */
const between = "\n\u0000\n\n";

/**
 * Texts with a credential of a known service in them (secretlint's recommended rules: tokens of clouds, payment
 * providers, registries, chats, keys in PEM). All texts are one source, since the rules cost more to begin than to run.
 * @param texts each in all of its forms.
 */
export async function knownSecrets(texts: readonly (readonly string[])[]): Promise<Found[][]> {
  const pieces = texts.flatMap((forms, index) => forms.map((form) => ({ index, form })));
  const ends: number[] = [];
  let length = 0;
  for (const { form } of pieces) {
    length += form.length + between.length;
    ends.push(length);
  }
  const { messages } = await lintSource({
    source: { filePath: "template.txt", content: pieces.map(({ form }) => withoutCommands(form) + between).join(""), ext: ".txt", contentType: "text" },
    options: { config: { rules: [preset] }, maskSecrets: true },
  });
  const results = texts.map((): Found[] => []);
  for (const { range, ruleId } of messages) {
    const piece = pieces[ends.findIndex((end) => end > range[0])];
    if (piece !== undefined && results[piece.index]?.length === 0) results[piece.index]?.push(found("secret", `It holds ${wordsFor(ruleId)}.`));
  }
  return results;
}
