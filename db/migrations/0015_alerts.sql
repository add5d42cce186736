CREATE TABLE "alert_notices" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"rule_id" text NOT NULL,
	"alert_id" text,
	"kind" text NOT NULL,
	"channel" text NOT NULL,
	"recipient" text NOT NULL,
	"content" jsonb NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp with time zone,
	"gave_up_at" timestamp with time zone,
	"error" text,
	"run_id" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "alert_rules" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"name" text NOT NULL,
	"what" text NOT NULL,
	"condition" jsonb NOT NULL,
	"flows" text[],
	"emails" text[] NOT NULL,
	"webhook" text,
	"webhook_host" text,
	"webhook_signed" boolean DEFAULT false NOT NULL,
	"notify_flow" text,
	"cooldown_minutes" integer NOT NULL,
	"paused_at" timestamp with time zone,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "alert_signals" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"flow_id" text NOT NULL,
	"kind" text NOT NULL,
	"run_id" text,
	"ms" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "alerts" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"rule_id" text NOT NULL,
	"flow_id" text NOT NULL,
	"group_key" text NOT NULL,
	"what" text NOT NULL,
	"state" text NOT NULL,
	"cause" jsonb,
	"facts" jsonb NOT NULL,
	"count" integer NOT NULL,
	"recent" timestamp with time zone[] NOT NULL,
	"last_run_id" text,
	"last_at" timestamp with time zone NOT NULL,
	"opened_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"ended_by" text,
	"muted_at" timestamp with time zone,
	"muted_by" text,
	"told" text,
	"noticed_at" timestamp with time zone,
	"notice_at" timestamp with time zone,
	"told_count" integer DEFAULT 0 NOT NULL,
	"reminders" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
ALTER TABLE "alert_notices" ADD CONSTRAINT "alert_notices_rule_id_alert_rules_id_fk" FOREIGN KEY ("rule_id") REFERENCES "public"."alert_rules"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_notices" ADD CONSTRAINT "alert_notices_alert_id_alerts_id_fk" FOREIGN KEY ("alert_id") REFERENCES "public"."alerts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alert_rules" ADD CONSTRAINT "alert_rules_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_rule_id_alert_rules_id_fk" FOREIGN KEY ("rule_id") REFERENCES "public"."alert_rules"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "alert_notices_due" ON "alert_notices" USING btree ("next_at") WHERE "alert_notices"."sent_at" is null and "alert_notices"."gave_up_at" is null;--> statement-breakpoint
CREATE INDEX "alert_notices_alert" ON "alert_notices" USING btree ("alert_id","id");--> statement-breakpoint
CREATE INDEX "alert_notices_rule" ON "alert_notices" USING btree ("rule_id","id");--> statement-breakpoint
CREATE INDEX "alert_rules_workspace" ON "alert_rules" USING btree ("workspace_id","id");--> statement-breakpoint
CREATE INDEX "alert_signals_flow" ON "alert_signals" USING btree ("workspace_id","flow_id");--> statement-breakpoint
CREATE UNIQUE INDEX "alerts_live" ON "alerts" USING btree ("workspace_id","rule_id","flow_id","group_key") WHERE "alerts"."state" <> 'over';--> statement-breakpoint
CREATE INDEX "alerts_open" ON "alerts" USING btree ("workspace_id","flow_id") WHERE "alerts"."state" = 'open';--> statement-breakpoint
CREATE INDEX "alerts_quiet" ON "alerts" USING btree ("notice_at") WHERE "alerts"."state" = 'over';--> statement-breakpoint
CREATE INDEX "alerts_page" ON "alerts" USING btree ("workspace_id","id");
--> statement-breakpoint
-- What a rule may care about, and nothing else: a failure, a run over a rule's time, and a success while something is open
-- for its flow or about to be. The times are the run's own.
CREATE FUNCTION "signal_run_end"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	took bigint := extract(epoch FROM NEW.finished_at - coalesce(NEW.started_at, NEW.created_at)) * 1000;
BEGIN
	IF NOT EXISTS (SELECT FROM alert_rules r WHERE r.workspace_id = NEW.workspace_id AND r.paused_at IS NULL AND r.what IN ('failed', 'slow')) THEN
		RETURN NULL;
	END IF;
	IF NEW.status = 'failed'
		OR EXISTS (
			SELECT FROM alert_rules r WHERE r.workspace_id = NEW.workspace_id AND r.paused_at IS NULL AND r.what = 'slow'
				AND (r.flows IS NULL OR NEW.flow_id = ANY (r.flows)) AND took > (r.condition->>'overSeconds')::bigint * 1000
		)
		OR EXISTS (SELECT FROM alerts a WHERE a.workspace_id = NEW.workspace_id AND a.flow_id = NEW.flow_id AND a.state = 'open' AND a.what IN ('failed', 'slow'))
		OR EXISTS (SELECT FROM alert_signals s WHERE s.workspace_id = NEW.workspace_id AND s.flow_id = NEW.flow_id)
	THEN
		INSERT INTO alert_signals (workspace_id, flow_id, kind, run_id, ms, at)
		VALUES (NEW.workspace_id, NEW.flow_id, NEW.status, NEW.id, took, NEW.finished_at);
	END IF;
	RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER "runs_signal_end" AFTER UPDATE ON "runs" FOR EACH ROW WHEN (NEW.finished_at IS NOT NULL AND OLD.finished_at IS NULL AND NEW.kind = 'live' AND NEW.status IN ('succeeded', 'failed')) EXECUTE FUNCTION "signal_run_end"();--> statement-breakpoint
CREATE FUNCTION "signal_late_occurrence"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	late bigint := extract(epoch FROM NEW.created_at - NEW.scheduled_at) * 1000;
BEGIN
	INSERT INTO alert_signals (workspace_id, flow_id, kind, run_id, ms, at)
	SELECT NEW.workspace_id, NEW.flow_id, 'occurrence', NEW.run_id, late, NEW.scheduled_at
	WHERE EXISTS (
		SELECT FROM alert_rules r WHERE r.workspace_id = NEW.workspace_id AND r.paused_at IS NULL AND r.what = 'late'
			AND (r.flows IS NULL OR NEW.flow_id = ANY (r.flows)) AND late > (r.condition->>'overSeconds')::bigint * 1000
	);
	RETURN NULL;
END $$;--> statement-breakpoint
CREATE TRIGGER "occurrences_signal_late" AFTER INSERT ON "schedule_occurrences" FOR EACH ROW WHEN (NEW.status IN ('started', 'missed')) EXECUTE FUNCTION "signal_late_occurrence"();
