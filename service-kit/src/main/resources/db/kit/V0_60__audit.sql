-- What administrators, organisers and officers did (I12), written in the transaction of the act. No personal data: people are ids
-- here, which lead to nobody once they are forgotten (docs/adr/0037, 0039).
create table audit (
  id          uuid        primary key,
  at          timestamptz not null default now(),
  actor       text        not null,
  actor_role  text        not null,
  act         text        not null,
  object_kind text        not null,
  object_id   text        not null,
  before      jsonb,
  after       jsonb,
  trace_id    text,
  keep_until  timestamptz not null,
  -- whatever is configured: a trail that is swept away at once is none
  constraint audit_is_kept check (keep_until >= at + interval '30 days')
);
create index audit_at on audit (at desc, id desc);
create index audit_actor on audit (actor, at desc, id desc);
create index audit_act on audit (act, at desc, id desc);
create index audit_object on audit (object_id, at desc, id desc);
create index audit_keep_until on audit (keep_until);

-- Append-only: nothing is changed, and nothing is deleted before the time that was written beside it is over.
create function audit_is_append_only() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if old.keep_until < now() then
      return old;
    end if;
  end if;
  raise exception 'the audit trail is append-only' using errcode = 'insufficient_privilege';
end
$$;
create trigger audit_is_append_only before update or delete on audit
  for each row execute function audit_is_append_only();
create trigger audit_is_not_truncated before truncate on audit
  for each statement execute function audit_is_append_only();
