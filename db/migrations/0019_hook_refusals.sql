CREATE TABLE "hook_refusals" (
	"workspace_id" text NOT NULL,
	"flow_id" text NOT NULL,
	"count" bigint NOT NULL,
	"recent" jsonb DEFAULT '[]' NOT NULL,
	"since" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "hook_refusals_workspace_id_flow_id_pk" PRIMARY KEY("workspace_id","flow_id")
);
--> statement-breakpoint
ALTER TABLE "hook_refusals" ADD CONSTRAINT "hook_refusals_workspace_id_flow_id_flows_workspace_id_id_fk" FOREIGN KEY ("workspace_id","flow_id") REFERENCES "public"."flows"("workspace_id","id") ON DELETE cascade ON UPDATE no action;