CREATE TABLE "hook_captures" (
	"workspace_id" text NOT NULL,
	"flow_id" text NOT NULL,
	"node_id" text NOT NULL,
	"wanted" integer NOT NULL,
	"remaining" integer NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"fingerprint" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "hook_captures_workspace_id_flow_id_pk" PRIMARY KEY("workspace_id","flow_id")
);
--> statement-breakpoint
CREATE TABLE "samples" (
	"workspace_id" text NOT NULL,
	"id" text NOT NULL,
	"flow_id" text NOT NULL,
	"node_id" text NOT NULL,
	"name" text NOT NULL,
	"payload" text NOT NULL,
	"size" integer NOT NULL,
	"origin" text NOT NULL,
	"fingerprint" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "samples_workspace_id_id_pk" PRIMARY KEY("workspace_id","id")
);
--> statement-breakpoint
CREATE TABLE "step_mocks" (
	"workspace_id" text NOT NULL,
	"flow_id" text NOT NULL,
	"node_id" text NOT NULL,
	"kind" text NOT NULL,
	"payload" text,
	"sample_id" text,
	"error" jsonb,
	"updated_by" text NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "step_mocks_workspace_id_flow_id_node_id_pk" PRIMARY KEY("workspace_id","flow_id","node_id")
);
--> statement-breakpoint
ALTER TABLE "region_states" ADD COLUMN "writes" text;--> statement-breakpoint
ALTER TABLE "step_runs" ADD COLUMN "taint" jsonb;--> statement-breakpoint
ALTER TABLE "step_runs" ADD COLUMN "planned" text;--> statement-breakpoint
ALTER TABLE "hook_captures" ADD CONSTRAINT "hook_captures_workspace_id_flow_id_flows_workspace_id_id_fk" FOREIGN KEY ("workspace_id","flow_id") REFERENCES "public"."flows"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "samples" ADD CONSTRAINT "samples_workspace_id_flow_id_flows_workspace_id_id_fk" FOREIGN KEY ("workspace_id","flow_id") REFERENCES "public"."flows"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "step_mocks" ADD CONSTRAINT "step_mocks_workspace_id_flow_id_flows_workspace_id_id_fk" FOREIGN KEY ("workspace_id","flow_id") REFERENCES "public"."flows"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "samples_node" ON "samples" USING btree ("workspace_id","flow_id","node_id","id");--> statement-breakpoint
CREATE INDEX "samples_payload" ON "samples" USING btree ("workspace_id","payload");--> statement-breakpoint
CREATE INDEX "step_mocks_payload" ON "step_mocks" USING btree ("workspace_id","payload");