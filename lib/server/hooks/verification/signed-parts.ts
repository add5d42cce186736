import type { ArrivedRequest } from "./arrived-request.ts";

/** The bytes that a sender's own scheme signs: text as it stands, with parts of the request in braces. */
export function signedParts(text: string, request: ArrivedRequest, timestamp: string): (string | Buffer)[] {
  return text.split(/(\{[^{}]*\})/).map((part) => {
    const [name = "", more = ""] = part.startsWith("{") ? part.slice(1, -1).split(":") : [];
    switch (name) {
      case "body":
        return request.body;
      case "timestamp":
        return timestamp;
      case "method":
        return request.method;
      case "url":
        return request.url;
      case "header": {
        const value = request.headers[more.trim().toLowerCase()];
        return typeof value === "string" ? value : "";
      }
      default:
        return part;
    }
  });
}
