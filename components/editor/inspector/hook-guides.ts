import type { RefusalReason } from "#lib/contracts/refusals.schema.ts";

/** What to do at the sender, and what to store here, by how a trigger verifies. */
export const hookGuides: Readonly<Record<string, readonly string[]>> = {
  stripe: ["In Stripe, under Developers, Webhooks, add an endpoint with this URL and choose its events.", "Reveal the endpoint's signing secret, which begins with whsec_, and store it here."],
  github: ["In the repository or organisation, under Settings, Webhooks, add a webhook with this URL and the content type application/json.", "Its secret is a text of your own: enter the same one there and here. The first request, a ping, starts nothing."],
  slack: ["Store the app's signing secret, which stands under Basic Information, and publish the flow.", "Then enter this URL under Event Subscriptions. Slack tries it at once, and the answer is given for you."],
  shopify: ["For webhooks made in the shop's admin, store the secret that Settings, Notifications, Webhooks shows; for those of an app, the app's client secret.", "Enter this URL and choose JSON as the format."],
  hubspot: ["Store the app's client secret, then enter this URL as the target of its webhooks.", "HubSpot signs the whole address, so it has to be this one: what stands before it in your network must not change it."],
  standard: ["Enter this URL at the sender.", "It gives a secret that begins with whsec_: store it here."],
  hmac: ["Enter this URL at the sender, and the same secret there and here.", "Set header, algorithm and what is signed as the sender describes them. A handshake by hub.challenge asks for a verify token: it is the last part of this URL."],
  jwt: ["Let the sender send a token with each request: signed with the secret (HS256), or with its private key while the public key is stored here as PEM.", "A token has to say when it ends (exp) or when it was made (iat). It can be used again for as long as it is valid."],
  token: ["Enter this URL at the sender, and the token as it is to be sent.", "It is compared and taken out: it is in no run and no sample. A signature is safer where the sender can make one."],
};

/** Why a request was refused, and what to look at. */
export const refusalWords: Readonly<Record<RefusalReason, string>> = {
  no_secret: "No secret is stored for this trigger. Choose one.",
  secret_unreadable: "The stored secret is not written as this kind needs it: base64, hex, or a public key in PEM.",
  no_signature: "It carried no signature. Is the secret entered at the sender, and does a proxy take headers away?",
  malformed_signature: "Its signature is not written as expected: prefix, hex or base64, one of them.",
  wrong_signature: "Its signature does not fit. The secret is another one, or something changed the body on its way.",
  no_timestamp: "It did not say when it was signed.",
  too_old: "It was signed too long ago, or the clock of the sender is slow.",
  too_new: "It was signed in the future: the clock of the sender, or of this server, is wrong.",
  no_token: "It carried no token.",
  malformed_token: "Its token is no JSON Web Token.",
  wrong_token: "Its token is another one.",
  wrong_algorithm: "Its token is signed in another way than is set here.",
  token_endless: "Its token says neither when it ends nor when it was made.",
  wrong_issuer: "Its token is from another issuer.",
  wrong_audience: "Its token is for another audience.",
};
