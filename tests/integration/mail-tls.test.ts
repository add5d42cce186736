import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Mail, sendMail } from "#lib/server/mail/send-mail.ts";
import { smtpAt } from "#tests/support/alert-lab.ts";
import { bindRuntime } from "#tests/support/bind-runtime.ts";
import { type MailServer, startMailServer } from "#tests/support/mail-server.ts";
import { selfSigned } from "#tests/support/self-signed.ts";

const login = { user: "millrace", password: "p@ss/word" };
const mail: Mail = { id: "ntc_tls", thread: null, to: "ada@example.com", subject: "Over TLS", text: "Hello\n", html: "<p>Hello</p>" };
let folder: string;
let ca: string;
let server: MailServer | undefined;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-ca-"));
  ca = join(folder, "mail-ca.pem");
  writeFileSync(ca, selfSigned.cert);
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** Sends one mail as an instance with this setting would. */
async function send(tls: "none" | "implicit" | "starttls", options: string, host = "127.0.0.1"): Promise<MailServer> {
  server = await startMailServer(login, tls);
  bindRuntime("postgres://unused", { smtp: smtpAt(`${server.url.replace("127.0.0.1", host)}${options}`) });
  await sendMail(mail);
  return server;
}

describe.each(["implicit", "starttls"] as const)("%s TLS", (tls) => {
  test("a certificate whose authority is named is trusted, by address and by name", async () => {
    expect((await send(tls, `?ca=${ca}`)).received).toMatchObject([{ subject: "Over TLS", to: ["ada@example.com"], isEncrypted: true }]);
    await server?.close();
    expect((await send(tls, `?ca=${ca}&requireTLS=1`, "localhost")).received).toMatchObject([{ isEncrypted: true }]);
  });

  test("one that nobody vouches for gets neither login nor mail, and the error says what to set", async () => {
    await expect(send(tls, "")).rejects.toThrow(/certificate is not trusted.*ca=/);
    expect(server?.received).toEqual([]);
  });

  test("verify=0 encrypts without asking who it is", async () => {
    expect((await send(tls, "?verify=0")).received).toMatchObject([{ isEncrypted: true }]);
  });
});

test("a server without encryption gets no mail when it is required, and one in the clear when not", async () => {
  await expect(send("none", "?requireTLS=1")).rejects.toThrow(/offers no encryption/);
  expect(server?.received).toEqual([]);
  await server?.close();
  expect((await send("none", "")).received).toMatchObject([{ isEncrypted: false }]);
});

test("a file that is not there, or holds no certificate, stops the start in words", () => {
  const empty = join(folder, "empty.pem");
  writeFileSync(empty, "");
  expect(() => smtpAt("smtps://mail.example.com?ca=ca.pem")).toThrow("Give the whole path");
  expect(() => smtpAt(`smtps://mail.example.com?ca=${join(folder, "none.pem")}`)).toThrow("cannot be read");
  expect(() => smtpAt(`smtps://mail.example.com?ca=${empty}`)).toThrow("holds no certificate");
});
