CREATE TABLE "answer_keys" (
	"workspace_id" text NOT NULL,
	"flow_id" text NOT NULL,
	"key" text NOT NULL,
	"sent" text NOT NULL,
	"event_id" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "answer_keys_workspace_id_flow_id_key_pk" PRIMARY KEY("workspace_id","flow_id","key")
);
--> statement-breakpoint
ALTER TABLE "engine"."workers" ADD COLUMN "claims" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "subscriptions" ADD COLUMN "address" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "answer_by" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "answered_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "answer_keys_age" ON "answer_keys" USING btree ("created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "subscriptions_address" ON "subscriptions" USING btree ("workspace_id","address") WHERE "subscriptions"."address" is not null;--> statement-breakpoint
-- A run whose caller waits may be stored when it is over already.
CREATE TRIGGER "runs_born_finished" AFTER INSERT ON "runs" FOR EACH ROW WHEN (NEW.finished_at IS NOT NULL AND NEW.answer_by IS NOT NULL AND NEW.kind = 'live') EXECUTE FUNCTION "tally_run"();--> statement-breakpoint
CREATE TRIGGER "runs_born_signal_end" AFTER INSERT ON "runs" FOR EACH ROW WHEN (NEW.finished_at IS NOT NULL AND NEW.answer_by IS NOT NULL AND NEW.kind = 'live' AND NEW.status IN ('succeeded', 'failed')) EXECUTE FUNCTION "signal_run_end"();
