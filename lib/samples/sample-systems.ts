import type { SampleSystem } from "./sample-system.ts";
import { crm } from "./systems/crm.ts";
import { mailbox } from "./systems/mailbox.ts";
import { shop } from "./systems/shop.ts";
import { warehouse } from "./systems/warehouse.ts";

export const sampleSystems: readonly SampleSystem[] = [shop, crm, mailbox, warehouse];
