CREATE TABLE "region_chunks" (
	"workspace_id" text NOT NULL,
	"run_id" text NOT NULL,
	"node_id" text NOT NULL,
	"number" integer NOT NULL,
	"counts" jsonb NOT NULL,
	"duration_ms" integer NOT NULL,
	"committed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "region_chunks_workspace_id_run_id_node_id_number_pk" PRIMARY KEY("workspace_id","run_id","node_id","number")
);
--> statement-breakpoint
CREATE TABLE "region_items" (
	"workspace_id" text NOT NULL,
	"run_id" text NOT NULL,
	"node_id" text NOT NULL,
	"place" integer NOT NULL,
	"item" text NOT NULL,
	CONSTRAINT "region_items_workspace_id_run_id_node_id_place_pk" PRIMARY KEY("workspace_id","run_id","node_id","place")
);
--> statement-breakpoint
CREATE TABLE "region_keys" (
	"workspace_id" text NOT NULL,
	"run_id" text NOT NULL,
	"node_id" text NOT NULL,
	"key" "bytea" NOT NULL,
	CONSTRAINT "region_keys_workspace_id_run_id_node_id_key_pk" PRIMARY KEY("workspace_id","run_id","node_id","key")
);
--> statement-breakpoint
CREATE TABLE "region_rejects" (
	"workspace_id" text NOT NULL,
	"seq" bigserial NOT NULL,
	"run_id" text NOT NULL,
	"node_id" text NOT NULL,
	"at_node" text NOT NULL,
	"chunk" integer NOT NULL,
	"record_key" text NOT NULL,
	"record" text NOT NULL,
	"error" jsonb NOT NULL,
	CONSTRAINT "region_rejects_workspace_id_seq_pk" PRIMARY KEY("workspace_id","seq")
);
--> statement-breakpoint
CREATE TABLE "region_states" (
	"workspace_id" text NOT NULL,
	"run_id" text NOT NULL,
	"node_id" text NOT NULL,
	"status" text NOT NULL,
	"identity" text NOT NULL,
	"cursor" jsonb,
	"chunk" integer DEFAULT 0 NOT NULL,
	"planned" integer,
	"counts" jsonb NOT NULL,
	"samples" text NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"retry_at" timestamp with time zone,
	"error" jsonb,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "region_states_workspace_id_run_id_node_id_pk" PRIMARY KEY("workspace_id","run_id","node_id")
);
--> statement-breakpoint
CREATE TABLE "source_cursors" (
	"workspace_id" text NOT NULL,
	"flow_id" text NOT NULL,
	"node_id" text NOT NULL,
	"identity" text NOT NULL,
	"cursor" jsonb,
	"held_by" text,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "source_cursors_workspace_id_flow_id_node_id_identity_pk" PRIMARY KEY("workspace_id","flow_id","node_id","identity")
);
--> statement-breakpoint
CREATE TABLE "effects" (
	"workspace_id" text NOT NULL,
	"key" text NOT NULL,
	"run_id" text NOT NULL,
	"node_id" text NOT NULL,
	"record_key" text DEFAULT '' NOT NULL,
	"status" text NOT NULL,
	"result" text,
	"sent_at" timestamp with time zone DEFAULT now() NOT NULL,
	"settled_at" timestamp with time zone,
	CONSTRAINT "effects_workspace_id_key_pk" PRIMARY KEY("workspace_id","key")
);
--> statement-breakpoint
CREATE TABLE "waits" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"run_id" text NOT NULL,
	"node_id" text NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"path" text,
	"match" text,
	"status" text NOT NULL,
	"details" text,
	"result" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone,
	"resolved_at" timestamp with time zone,
	CONSTRAINT "waits_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
ALTER TABLE "runs" ALTER COLUMN "version" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "engine"."runs" ADD COLUMN "woken" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "snapshot" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "kind" text DEFAULT 'live' NOT NULL;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "options" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "started_by" text DEFAULT 'event' NOT NULL;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "parent_run_id" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "parent_node_id" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "depth" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "replay_of" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "response" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "reason" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "signals" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "part" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "step_runs" ADD COLUMN "reused" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "step_runs" ADD COLUMN "simulated" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "step_runs" ADD COLUMN "late" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "step_runs" ADD COLUMN "due_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "step_runs" ADD COLUMN "child_run_id" text;--> statement-breakpoint
ALTER TABLE "step_runs" ADD COLUMN "logs" text;--> statement-breakpoint
ALTER TABLE "step_runs" ADD COLUMN "counts" jsonb;--> statement-breakpoint
CREATE INDEX "region_rejects_run" ON "region_rejects" USING btree ("workspace_id","run_id","node_id","seq");--> statement-breakpoint
CREATE INDEX "effects_run" ON "effects" USING btree ("workspace_id","run_id","node_id");--> statement-breakpoint
CREATE INDEX "waits_run" ON "waits" USING btree ("workspace_id","run_id","node_id");--> statement-breakpoint
CREATE INDEX "waits_open" ON "waits" USING btree ("workspace_id","name") WHERE "waits"."status" = 'open' and "waits"."kind" = 'event';--> statement-breakpoint
CREATE INDEX "runs_parent" ON "runs" USING btree ("workspace_id","parent_run_id") WHERE "runs"."parent_run_id" is not null;