import { expect, test } from "vitest";
import { readSmtp } from "#lib/launch/smtp-env.ts";

function read(url: string | null, from: string | null = "millrace@example.com") {
  return readSmtp((name) => ({ MILLRACE_SMTP_URL: url, MILLRACE_SMTP_FROM: from })[name] ?? null);
}

test("without a server there is no mail", () => {
  expect(read(null, null)).toBeNull();
});

test("host, port, encryption and login come from the address", () => {
  expect(read("smtp://mail.example.com")).toMatchObject({ host: "mail.example.com", port: 587, secure: false, login: null, verify: true, requireTls: false, helo: null });
  expect(read("smtps://ada:p%40ss%2Fword@[::1]:4650?verify=0&name=flows.example.com")).toMatchObject({ host: "::1", port: 4650, secure: true, login: { user: "ada", password: "p@ss/word" }, verify: false, helo: "flows.example.com" });
  expect(read("smtp://mail.example.com:25?requireTLS=yes")).toMatchObject({ port: 25, requireTls: true });
});

test("the sender is the one that is said, else one in the address, else the login when it is an address", () => {
  expect(read("smtp://m.example.com?from=a%40example.com", "Ada <b@example.com>")?.from).toBe("Ada <b@example.com>");
  expect(read("smtp://m.example.com?from=a%40example.com", null)?.from).toBe("a@example.com");
  expect(read("smtp://ada%40example.com:x@m.example.com", null)?.from).toBe("ada@example.com");
});

test.each([
  ["https://mail.example.com", "smtp:// or smtps://"],
  ["mail.example.com:25", "smtp:// or smtps://"],
  ["smtp://", "smtp:// or smtps://"],
  ["smtp://mail.example.com/inbox", "smtp:// or smtps://"],
  ["smtp://ada@mail.example.com", "half a login"],
  ["smtp://ada:50%@mail.example.com", "%25"],
  ["smtp://mail.example.com?pool=1", "It takes from, requireTLS"],
  ["smtp://mail.example.com?verify=maybe", "1 or 0"],
  ["smtp://mail.example.com?requireTLS=1&ignoreTLS=1", "Keep one"],
])("%s is refused in words", (url, words) => {
  expect(() => read(url)).toThrow(words);
});

test("what is refused never repeats the password", () => {
  for (const url of ["smtp://ada:secret@mail.example.com/inbox", "http://ada:secret@mail.example.com", "smtp://ada:secret%@mail.example.com"]) {
    let message = "";
    try {
      read(url);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).not.toBe("");
    expect(message).not.toContain("secret");
  }
});

test("a sender is needed and has to be an address; one without a server is said to do nothing", () => {
  expect(() => read("smtp://mail.example.com", null)).toThrow("Set MILLRACE_SMTP_FROM");
  for (const from of ["Millrace", "a@b@c", "x <y>", "a@example.com\r\nBcc: b@example.com"]) expect(() => read("smtp://mail.example.com", from), from).toThrow("MILLRACE_SMTP_FROM");
  expect(() => read(null)).toThrow("without MILLRACE_SMTP_URL");
});
