ALTER TABLE "waits" ADD COLUMN "ask" text;--> statement-breakpoint
ALTER TABLE "waits" ADD COLUMN "token_hash" text;--> statement-breakpoint
CREATE UNIQUE INDEX "waits_token" ON "waits" USING btree ("token_hash") WHERE "waits"."token_hash" is not null;--> statement-breakpoint
CREATE INDEX "waits_asked" ON "waits" USING btree ("workspace_id","id") WHERE "waits"."status" = 'open' and "waits"."kind" = 'approval';