DROP INDEX "deliveries_held";--> statement-breakpoint
ALTER TABLE "runs" ALTER COLUMN "depth" SET DATA TYPE smallint;--> statement-breakpoint
ALTER TABLE "runs" ALTER COLUMN "part" SET DATA TYPE smallint;--> statement-breakpoint
ALTER TABLE "runs" ALTER COLUMN "part" SET DEFAULT 1;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "key" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "seq" bigserial NOT NULL;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "limit_key" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "passed" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "deliveries_keyed" ON "deliveries" USING btree ("workspace_id","flow_id","key","seq") WHERE "deliveries"."status" = 'held';--> statement-breakpoint
CREATE INDEX "runs_limited" ON "runs" USING btree ("workspace_id","flow_id","limit_key","id") WHERE "runs"."limit_key" is not null;--> statement-breakpoint
CREATE INDEX "deliveries_held" ON "deliveries" USING btree ("workspace_id","flow_id","seq") WHERE "deliveries"."status" = 'held';