import { connector } from "../define.ts";
import { insertMany, query, upsert } from "./actions.ts";
import { load } from "./load-sink.ts";
import { rows } from "./rows-source.ts";

export const postgres = connector({ id: "postgres", title: "PostgreSQL", operations: { query, upsert, "insert-many": insertMany, rows, load } });
