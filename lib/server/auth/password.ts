import { auth } from "./auth.ts";

/** The hash that sign-in will check (scrypt, N 16384, r 16); takes tens of milliseconds off the event loop. */
export async function hashPassword(password: string): Promise<string> {
  const { password: hasher } = await auth().$context;
  return await hasher.hash(password);
}
