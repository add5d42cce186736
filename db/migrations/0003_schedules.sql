CREATE TABLE "schedule_occurrences" (
	"workspace_id" text NOT NULL,
	"flow_id" text NOT NULL,
	"scheduled_at" timestamp with time zone NOT NULL,
	"status" text NOT NULL,
	"run_id" text,
	"through" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "schedule_occurrences_workspace_id_flow_id_scheduled_at_pk" PRIMARY KEY("workspace_id","flow_id","scheduled_at")
);
--> statement-breakpoint
ALTER TABLE "subscriptions" ADD COLUMN "next_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "schedule_occurrences_started" ON "schedule_occurrences" USING btree ("workspace_id","flow_id","scheduled_at") WHERE "schedule_occurrences"."status" = 'started';--> statement-breakpoint
CREATE INDEX "subscriptions_due" ON "subscriptions" USING btree ("next_at") WHERE "subscriptions"."kind" = 'schedule' and "subscriptions"."status" = 'active';