-- How far reports were taken into OpenSearch. What is taken is told by report.changed_in: every change made by a
-- transaction before 'position' is in, so nothing is missed however late a transaction commits.
create table etl (
  name             text   primary key,
  generation       int    not null default 0,  -- the set of indices that is asked; 0: none yet
  position         bigint not null default 0,
  position_id      uuid,                       -- within that transaction: up to this report; null: nothing of it yet
  building         int,                        -- the set that is being filled beside it
  building_at      bigint,
  building_at_id   uuid,
  run              jsonb,                      -- the last run, as it is shown
  reconciliation   jsonb                       -- the last comparison, as it is shown
);
insert into etl (name) values ('reports');

-- What both sides are compared by: sums of it over many reports are equal only if all of them are there, each as it is.
create function etl_check(id uuid, changed_in xid8) returns bigint immutable language sql as $$
  select ('x' || substr(md5(id::text || ':' || changed_in::text), 1, 8))::bit(32)::bigint
$$;
