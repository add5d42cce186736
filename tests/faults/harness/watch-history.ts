import type { Pool } from "pg";

/**
 * Triggers that write down what must never happen to a history, in the transaction in which it happens; nothing is
 * written, and next to nothing spent, while all is well.
 */
const triggers = `
create schema history;
create table history.violations (id bigserial primary key, at timestamptz default clock_timestamp(), rule text, was jsonb, became jsonb);
create function history.note() returns trigger language plpgsql as $$ begin
  insert into history.violations (rule, was, became) values (tg_argv[0], to_jsonb(old), to_jsonb(new)); return null;
end $$;
create function history.forbid_after_cancel() returns trigger language plpgsql as $$ begin
  if exists (select 1 from runs r where r.workspace_id = new.workspace_id and r.id = new.run_id and r.status = 'cancelled') then
    insert into history.violations (rule, became) values ('something began after its run was cancelled', to_jsonb(new));
  end if;
  return null;
end $$;
create trigger fence_of_run after update on runs for each row when (new.fence < old.fence) execute function history.note('the fence of a run went down');
create trigger final_run after update on runs for each row
  when (old.status in ('succeeded', 'failed', 'cancelled') and (old.status, old.fence, old.error, old.response, old.finished_at) is distinct from (new.status, new.fence, new.error, new.response, new.finished_at))
  execute function history.note('a final run changed');
create trigger final_step after update on step_runs for each row
  when (old.status in ('succeeded', 'failed', 'skipped', 'cancelled') and old is distinct from new) execute function history.note('a recorded result changed');
create trigger final_attempt after update on attempts for each row when (old.status <> 'running' and old is distinct from new) execute function history.note('an ended attempt changed');
create trigger confirmed_effect after update on effects for each row
  when (old.status = 'confirmed' and (old.status, old.result) is distinct from (new.status, new.result)) execute function history.note('a confirmed effect changed');
create trigger fence_of_job after update on engine.jobs for each row when (new.fence < old.fence) execute function history.note('the fence of a job went down');
create trigger gone_run after delete on runs for each row execute function history.note('a run was deleted');
create trigger gone_step after delete on step_runs for each row execute function history.note('a result was deleted');
create trigger gone_event after delete on events for each row execute function history.note('an event was deleted');
create trigger late_attempt after insert on attempts for each row execute function history.forbid_after_cancel();
create trigger late_step after insert on step_runs for each row execute function history.forbid_after_cancel();`;

export async function watchHistory(pool: Pool): Promise<void> {
  await pool.query(triggers);
}

/** The rules that were broken, and how often. */
export async function violations(pool: Pool): Promise<Record<string, number>> {
  const { rows } = await pool.query<{ rule: string; count: number }>("select rule, count(*)::int as count from history.violations group by rule order by rule");
  return Object.fromEntries(rows.map(({ rule, count }) => [rule, count]));
}
