import { type Found, found } from "./found.ts";

/** Names of headers, query parameters and fields that carry what only one side knows, without their separators. */
const secretNames = new Set([
  "authorization", "proxyauthorization", "cookie", "setcookie", "xapikey", "apikey", "xauthtoken", "xaccesstoken", "xtoken", "token", "accesstoken", "refreshtoken", "authtoken", "idtoken", "bearertoken",
  "sessiontoken", "csrftoken", "apitoken", "secret", "clientsecret", "appsecret", "sharedsecret", "signingsecret", "webhooksecret", "secretkey", "password", "passwd", "pwd", "passphrase", "privatekey",
  "sessionid", "xapisecret", "apisecret", "accesskey", "secretaccesskey", "awssecretaccesskey", "subscriptionkey", "ocpapimsubscriptionkey", "xfunctionskey", "credential", "credentials",
]);
/** In a query these are secrets, too. */
const queryNames = new Set(["key", "sig", "signature", "auth", "code", "sharedaccesssignature"]);

/** What stands before a credential, and by itself says nothing. */
const schemes = /^\s*(?:bearer|basic|token|digest|apikey|key|bot)?\s*[=:]?\s*$/i;

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");

export function isSecretName(name: string): boolean {
  return secretNames.has(plain(name));
}

const withPassword = /[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@'"]{0,200}:[^\s/@'"]{1,200}@/i;
const withUser = /https?:\/\/[^\s/:@'"]{8,200}@/i;
const bearer = /\b(?:Bearer|Basic|Token|Digest)\s+([A-Za-z0-9._~+/-]{8,}={0,2})/g;
const line = /(?:^|[\s"'`{,(;])([A-Za-z][A-Za-z0-9_-]{2,40})["'`]?\s*(?:=>|:=|[:=])\s*(?:["'`]([^"'`\n]{3,200})["'`]|([A-Za-z0-9._~+/=-]{6,200}))/gm;
const query = /[?&;]([A-Za-z][A-Za-z0-9_.-]{1,40})=([^&#\s"'<>]{4,})/g;

/** A word is none: a credential has digits, or both cases and some length. */
function looksGiven(value: string): boolean {
  return /\d/.test(value) || (value.length >= 16 && /[a-z]/.test(value) && /[A-Z]/.test(value));
}

/** In code and in text: `apiKey = "…"`, `Authorization: Bearer …`. An expression or a placeholder is no value. */
function isAssigned([, name = "", quoted, bare]: RegExpExecArray | RegExpMatchArray): boolean {
  if (!isSecretName(name)) return false;
  if (quoted !== undefined) return !schemes.test(quoted) && !/^[$:{<]/.test(quoted.trim());
  return bare !== undefined && looksGiven(bare) && !/^(?:input|process|env|event|this)\b|\(/.test(bare);
}

/** Credentials that are recognized by where they stand. @param name of the field that the text is the value of. */
export function literalSecrets(text: string, name: string): Found[] {
  return [
    ...(isSecretName(name) && !schemes.test(text) ? [found("secret", "A value stands here that should come from a connection.")] : []),
    ...(withPassword.test(text) || withUser.test(text) ? [found("secret", "It holds an address with a user or a password in it.")] : []),
    ...([...text.matchAll(bearer)].some(([, value = ""]) => looksGiven(value)) ? [found("secret", "It holds a credential as it is sent.")] : []),
    ...([...text.matchAll(line)].some(isAssigned) ? [found("secret", "It sets a password, key or token.")] : []),
    ...([...text.matchAll(query)].some(([, key = "", value = ""]) => (isSecretName(key) || queryNames.has(plain(key))) && !/^[{<$:]/.test(value) && looksGiven(value)) ? [found("secret", "It holds an address with a key or token in its query.")] : []),
  ];
}
