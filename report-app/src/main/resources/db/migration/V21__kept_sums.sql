-- What PostgreSQL and OpenSearch are compared by is kept as reports are written, instead of being added up at each look.

-- What a report's document is made of, as a number of 32 bits, new with every change: the transaction is part of it. 0 in
-- reports that were last written before this was kept.
alter table report add column checked bigint not null default 0;

create or replace function report_is_changed() returns trigger language plpgsql as $$
begin
  new.changed_in := pg_current_xact_id();
  new.checked := hashtextextended(
    row (new.id, (select code from category where id = new.category_id), new.unit, new.status, new.source, new.visibility,
      new.anonymous, new.duplicate_of, new.votes, new.lat, new.lon, new.due_at, new.resolved_at, new.created_at,
      new.updated_at, new.changed_in)::text, 0) & 4294967295;
  return new;
end
$$;
drop trigger report_is_changed on report;
create trigger report_is_changed before insert or update on report for each row execute function report_is_changed();

-- Per month (UTC) how many reports there are and what their numbers add up to: the sum over its rows. Each statement that writes
-- reports adds a row and touches none that is there, so nobody waits for anybody; the ETL joins the rows of a month.
create table report_sum (
  month   date    not null,
  reports bigint  not null,
  checks  numeric not null
);

create function report_is_summed() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into report_sum (month, reports, checks)
    select date_trunc('month', created_at at time zone 'UTC')::date, count(*), sum(checked)
    from added where deleted_at is null group by 1;
  elsif tg_op = 'DELETE' then
    insert into report_sum (month, reports, checks)
    select date_trunc('month', created_at at time zone 'UTC')::date, -count(*), -sum(checked)
    from removed where deleted_at is null group by 1;
  else
    insert into report_sum (month, reports, checks)
    select date_trunc('month', created_at at time zone 'UTC')::date, sum(times), sum(times * checked)
    from (
      select created_at, deleted_at, checked, 1 as times from added
      union all
      select created_at, deleted_at, checked, -1 from removed) as change
    where deleted_at is null group by 1;
  end if;
  return null;
end
$$;
create trigger report_is_added after insert on report
  referencing new table as added for each statement execute function report_is_summed();
create trigger report_is_rewritten after update on report
  referencing new table as added old table as removed for each statement execute function report_is_summed();
create trigger report_is_removed after delete on report
  referencing old table as removed for each statement execute function report_is_summed();

insert into report_sum (month, reports, checks)
select date_trunc('month', created_at at time zone 'UTC')::date, count(*), 0
from report where deleted_at is null group by 1;

-- The codes documents have: when a category has another one, its reports are taken again.
create table etl_category (
  category_id uuid primary key references category,
  code        text not null
);
insert into etl_category (category_id, code) select id, code from category;

alter table etl add column building_mapping int;
alter table etl add column rebuild_due boolean not null default false;
-- Replicas of before look for 'reports': during a rolling update they leave indices of a mapping they do not know alone.
update etl set name = 'analytics', rebuild_due = generation > 0;

-- Categories whose reports are being taken again: those written before that transaction are still to be.
create table etl_renaming (
  category_id uuid primary key references category,
  code        text not null,
  changed_in  xid8 not null default pg_current_xact_id()
);
drop function etl_check(uuid, xid8);
