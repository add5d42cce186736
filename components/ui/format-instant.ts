const withDate = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const withYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const withMillis = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3, hourCycle: "h23" });

export type InstantStyle = "second" | "millisecond" | "day";

/** An ISO time in the reader's zone: "23 Nov, 14:02:51"; `day`: "23 Nov 2026". */
export function formatInstant(iso: string, style: InstantStyle = "second"): string {
  const format = style === "day" ? withYear : style === "millisecond" ? withMillis : withDate;
  return format.format(new Date(iso));
}
