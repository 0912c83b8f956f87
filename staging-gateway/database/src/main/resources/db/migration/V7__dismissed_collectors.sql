-- Who collects no more: what their phones have recorded is still taken, and nothing is shown to them.
alter table collector
  add column dismissed_at  timestamptz,
  add column dismissed_by  text,
  add column dismissed_for text;
create index collector_dismissed on collector (dismissed_at) where dismissed_at is not null;
