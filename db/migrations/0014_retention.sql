-- Payloads, step runs and attempts by bucket (lib/server/retention/bucket.ts): what goes together is one table, so that it
-- goes at once. What there was before is bucket 0. A bucket without a table of its own is in the default one.
ALTER TABLE "flows" ADD COLUMN "keep_days" integer DEFAULT 30 NOT NULL;
--> statement-breakpoint
ALTER TABLE "flows" ADD COLUMN "keep_megabytes" integer;
--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "bucket" integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "bucket" integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "bucket" integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "bytes" integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
CREATE INDEX "runs_bucket" ON "runs" USING btree ("bucket");
--> statement-breakpoint
CREATE INDEX "runs_origin" ON "runs" USING btree ("workspace_id","origin") WHERE "runs"."replay_of" is not null;
--> statement-breakpoint
DROP TRIGGER "touch_payload" ON "payloads";
--> statement-breakpoint
ALTER TABLE "payloads" ALTER COLUMN "created_at" DROP DEFAULT;
--> statement-breakpoint
ALTER TABLE "payloads" ALTER COLUMN "created_at" DROP NOT NULL;
--> statement-breakpoint
ALTER TABLE "payloads" DROP CONSTRAINT "payloads_workspace_id_hash_pk";
--> statement-breakpoint
ALTER TABLE "payloads" RENAME TO "payloads_0";
--> statement-breakpoint
CREATE TABLE "payloads" (
	"bucket" integer DEFAULT 0 NOT NULL,
	LIKE "payloads_0" INCLUDING DEFAULTS,
	CONSTRAINT "payloads_workspace_id_hash_bucket_pk" PRIMARY KEY("workspace_id","hash","bucket")
) PARTITION BY LIST ("bucket");
--> statement-breakpoint
ALTER TABLE "payloads_0" ADD COLUMN "bucket" integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE "payloads" ATTACH PARTITION "payloads_0" FOR VALUES IN (0);
--> statement-breakpoint
CREATE TABLE "payloads_default" PARTITION OF "payloads" DEFAULT;
--> statement-breakpoint
ALTER TABLE "step_runs" DROP CONSTRAINT "step_runs_workspace_id_run_id_node_id_pk";
--> statement-breakpoint
ALTER TABLE "step_runs" RENAME TO "step_runs_0";
--> statement-breakpoint
CREATE TABLE "step_runs" (
	"bucket" integer DEFAULT 0 NOT NULL,
	LIKE "step_runs_0" INCLUDING DEFAULTS,
	CONSTRAINT "step_runs_workspace_id_run_id_node_id_bucket_pk" PRIMARY KEY("workspace_id","run_id","node_id","bucket")
) PARTITION BY LIST ("bucket");
--> statement-breakpoint
ALTER TABLE "step_runs_0" ADD COLUMN "bucket" integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE "step_runs" ATTACH PARTITION "step_runs_0" FOR VALUES IN (0);
--> statement-breakpoint
CREATE TABLE "step_runs_default" PARTITION OF "step_runs" DEFAULT;
--> statement-breakpoint
ALTER TABLE "attempts" DROP CONSTRAINT "attempts_workspace_id_run_id_node_id_number_pk";
--> statement-breakpoint
ALTER TABLE "attempts" RENAME TO "attempts_0";
--> statement-breakpoint
CREATE TABLE "attempts" (
	"bucket" integer DEFAULT 0 NOT NULL,
	LIKE "attempts_0" INCLUDING DEFAULTS,
	CONSTRAINT "attempts_workspace_id_run_id_node_id_number_bucket_pk" PRIMARY KEY("workspace_id","run_id","node_id","number","bucket")
) PARTITION BY LIST ("bucket");
--> statement-breakpoint
ALTER TABLE "attempts_0" ADD COLUMN "bucket" integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE "attempts" ATTACH PARTITION "attempts_0" FOR VALUES IN (0);
--> statement-breakpoint
CREATE TABLE "attempts_default" PARTITION OF "attempts" DEFAULT;
--> statement-breakpoint
-- As in migration 0012, for what is no run's: only there single payloads are found to be named by nothing by their age.
CREATE OR REPLACE FUNCTION touch_payload() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  UPDATE payloads_0 SET created_at = clock_timestamp()
  WHERE workspace_id = new.workspace_id AND hash = new.hash AND created_at < clock_timestamp() - interval '12 hours';
  new.created_at := coalesce(new.created_at, clock_timestamp());
  RETURN new;
END $$;
--> statement-breakpoint
CREATE TRIGGER touch_payload BEFORE INSERT ON "payloads_0" FOR EACH ROW EXECUTE FUNCTION touch_payload();
