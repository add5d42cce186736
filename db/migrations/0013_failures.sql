CREATE TABLE "failure_states" (
	"workspace_id" text NOT NULL,
	"flow_id" text NOT NULL,
	"fingerprint" text NOT NULL,
	"status" text NOT NULL,
	"by" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "failure_states_workspace_id_flow_id_fingerprint_pk" PRIMARY KEY("workspace_id","flow_id","fingerprint")
);
--> statement-breakpoint
CREATE TABLE "redrives" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"status" text NOT NULL,
	"filter" jsonb NOT NULL,
	"from" text NOT NULL,
	"version" text NOT NULL,
	"rate" real NOT NULL,
	"cursor" text DEFAULT '' NOT NULL,
	"up_to" text NOT NULL,
	"total" integer NOT NULL,
	"started" integer DEFAULT 0 NOT NULL,
	"refused" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"started_by" text NOT NULL,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "redrives_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "run_views" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"query" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "run_views_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "run_keys" (
	"workspace_id" text NOT NULL,
	"value" text NOT NULL,
	"run_id" text NOT NULL,
	"name" text NOT NULL,
	CONSTRAINT "run_keys_workspace_id_value_run_id_name_pk" PRIMARY KEY("workspace_id","value","run_id","name")
);
--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "fingerprint" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "replayed_by" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "redrive_id" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "keys" jsonb;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "tags" text[];--> statement-breakpoint
CREATE INDEX "redrives_due" ON "redrives" USING btree ("status","due_at");--> statement-breakpoint
CREATE INDEX "run_keys_run" ON "run_keys" USING btree ("workspace_id","run_id");--> statement-breakpoint
CREATE INDEX "runs_failures" ON "runs" USING btree ("workspace_id","flow_id","fingerprint","id") WHERE "runs"."fingerprint" is not null;--> statement-breakpoint
CREATE INDEX "runs_redriven" ON "runs" USING btree ("workspace_id","redrive_id") WHERE "runs"."redrive_id" is not null;--> statement-breakpoint
CREATE INDEX "runs_slow" ON "runs" USING btree ("workspace_id","id") WHERE finished_at - started_at >= interval '10 seconds';