import type { KeptVerification } from "#lib/connectors/hook-verification.ts";
import { Refusal } from "./refusal.ts";
import { isSameText } from "./same-text.ts";
import type { ArrivedRequest } from "./arrived-request.ts";

/** Checks a secret that the sender sends along as it is. @throws Refusal */
export function checkToken({ tokenIn, tokenName }: KeptVerification, request: ArrivedRequest, secrets: readonly string[]): void {
  const given = tokenIn === "query" ? request.query.getAll(tokenName) : [request.headers[tokenName.toLowerCase()]].flat();
  const [token, second] = given;
  if (token === undefined || token === "") throw new Refusal("no_token");
  const bare = tokenIn === "header" && tokenName.toLowerCase() === "authorization" ? token.replace(/^bearer +/i, "") : token;
  if (second !== undefined || !secrets.map((secret) => isSameText(secret, bare)).includes(true)) throw new Refusal("wrong_token");
}
