import { customType, timestamp } from "drizzle-orm/pg-core";

/** Always with time zone; the database's clock writes it. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

export const bytes = customType<{ data: Buffer }>({ dataType: () => "bytea" });
