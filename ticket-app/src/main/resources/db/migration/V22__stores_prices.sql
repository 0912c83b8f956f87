-- A store is an organiser's: whoever names it first, in a file. organiser_id null: administrators only.
create table store (
  name         text collate "C" primary key,
  organiser_id uuid,
  since        timestamptz not null default now()
);
alter table inventory_import add column organiser_id uuid;
update inventory_import set organiser_id = created_by::uuid
where created_by ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$';
-- Stores of former times are theirs who sent files, if that was one organiser; else an administrator says whose they are.
insert into store (name, organiser_id)
select s.name, o.organiser_id
from (select distinct store as name from stock) s
left join (
  select min(organiser_id::text)::uuid as organiser_id from inventory_import
  where organiser_id is not null having count(distinct organiser_id) = 1) o on true;

create index inventory_import_of_organiser on inventory_import (organiser_id, created_at, id);
-- the same content of one organiser changes stock once
drop index inventory_import_content;
create unique index inventory_import_content on inventory_import (content_hash, mode, organiser_id) nulls not distinct
  where status in ('LOADING', 'DONE') and not dry_run;

-- What has no price is not sold; a price of 0 has to be said. Nobody can tell who said it so far.
alter table stock alter column price_amount drop not null, alter column price_amount drop default;
update stock set price_amount = null where price_amount = 0;
