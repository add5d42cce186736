import { expect, test } from "vitest";

import { createTestDatabase } from "./database.ts";

test("each test database is migrated and separate", async () => {
  const first = await createTestDatabase();
  const second = await createTestDatabase();
  await first.pool.query("create table only_here ()");
  const tables = async (pool: typeof first.pool): Promise<string[]> => {
    const { rows } = await pool.query("select tablename from pg_tables where schemaname = 'public'");
    return rows.map((row: { tablename: string }) => row.tablename);
  };
  expect(await tables(first.pool)).toContain("only_here");
  expect(await tables(second.pool)).not.toContain("only_here");
  expect(await tables(second.pool)).toContain("flows");
  await first.drop();
  await expect(first.pool.query("select 1")).rejects.toThrow();
  await second.drop();
});
