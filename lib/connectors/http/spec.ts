import { connector } from "../define.ts";
import { pages, request } from "./operations.ts";
import { poll } from "./poll.ts";

export const http = connector({ id: "http", title: "HTTP", operations: { request, pages, poll } });
