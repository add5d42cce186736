CREATE TABLE "event_names" (
	"workspace_id" text NOT NULL,
	"name" text NOT NULL,
	"seen" bigint NOT NULL,
	"sources" jsonb NOT NULL,
	"shape" jsonb NOT NULL,
	"drift" jsonb NOT NULL,
	"first_at" timestamp with time zone NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	CONSTRAINT "event_names_workspace_id_name_pk" PRIMARY KEY("workspace_id","name")
);
--> statement-breakpoint
CREATE TABLE "event_replays" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"status" text NOT NULL,
	"name" text,
	"flow_id" text,
	"mode" text NOT NULL,
	"rate" real NOT NULL,
	"cursor" text NOT NULL,
	"up_to" text NOT NULL,
	"total" integer NOT NULL,
	"looked" integer DEFAULT 0 NOT NULL,
	"delivered" integer DEFAULT 0 NOT NULL,
	"started_by" text NOT NULL,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "event_replays_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "poll_items" (
	"workspace_id" text NOT NULL,
	"flow_id" text NOT NULL,
	"identity" text NOT NULL,
	"item" text NOT NULL,
	"seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "poll_items_workspace_id_flow_id_identity_item_pk" PRIMARY KEY("workspace_id","flow_id","identity","item")
);
--> statement-breakpoint
CREATE TABLE "poll_states" (
	"workspace_id" text NOT NULL,
	"flow_id" text NOT NULL,
	"identity" text NOT NULL,
	"cursor" jsonb,
	"polled_at" timestamp with time zone,
	"items" integer DEFAULT 0 NOT NULL,
	"fresh" integer DEFAULT 0 NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"problem" text,
	CONSTRAINT "poll_states_workspace_id_flow_id_identity_pk" PRIMARY KEY("workspace_id","flow_id","identity")
);
--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "taken" text;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "origin" text;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "problem" text;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "admitted_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "hops" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "publisher" text;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "keep_events_days" integer DEFAULT 30 NOT NULL;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "events_learnt" text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX "event_replays_due" ON "event_replays" USING btree ("due_at") WHERE "event_replays"."status" = 'running';--> statement-breakpoint
CREATE INDEX "poll_items_seen" ON "poll_items" USING btree ("seen_at");--> statement-breakpoint
CREATE INDEX "subscriptions_poll" ON "subscriptions" USING btree ("next_at") WHERE "subscriptions"."kind" = 'poll' and "subscriptions"."status" = 'active';--> statement-breakpoint
CREATE INDEX "deliveries_listed" ON "deliveries" USING btree ("workspace_id","run_id") WHERE "deliveries"."taken" = 'listed';--> statement-breakpoint
CREATE INDEX "deliveries_paced" ON "deliveries" USING btree ("workspace_id","flow_id","key","admitted_at") WHERE "deliveries"."admitted_at" is not null;