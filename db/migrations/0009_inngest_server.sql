CREATE TABLE "inngest_runs" (
	"workspace_id" text NOT NULL,
	"run_id" text NOT NULL,
	"pattern" text NOT NULL,
	"part" smallint DEFAULT 1 NOT NULL,
	"round" integer DEFAULT 1 NOT NULL,
	"is_told" boolean DEFAULT false NOT NULL,
	"is_begun" boolean DEFAULT false NOT NULL,
	"is_woken" boolean DEFAULT false NOT NULL,
	"sends" integer DEFAULT 0 NOT NULL,
	"tries" smallint DEFAULT 0 NOT NULL,
	"silences" smallint DEFAULT 0 NOT NULL,
	"faults" smallint DEFAULT 0 NOT NULL,
	"crashes" smallint DEFAULT 0 NOT NULL,
	"held_by" text,
	"held_until" timestamp with time zone,
	"due_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"silent_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "inngest_runs_workspace_id_run_id_pk" PRIMARY KEY("workspace_id","run_id")
);
--> statement-breakpoint
CREATE TABLE "inngest_workers" (
	"id" text PRIMARY KEY NOT NULL,
	"seen_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"problem" text
);
--> statement-breakpoint
CREATE INDEX "inngest_runs_due" ON "inngest_runs" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "inngest_runs_held" ON "inngest_runs" USING btree ("held_by") WHERE held_by is not null;