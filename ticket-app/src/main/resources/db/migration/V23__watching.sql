-- Whether somebody watches an item for a count that is crossed: what whoever changes stock may ask of subscriptions.
create index stock_subscription_watching on stock_subscription (store, item, threshold)
  where confirmed_at is not null and ended_at is null;
create function stock_watched(of_store text, of_item text, was bigint, becomes bigint) returns boolean
language sql stable as $$
  select exists (
      select 1 from stock_subscription s where s.confirmed_at is not null and s.ended_at is null
        and s.store = of_store collate "C" and s.item = of_item collate "C"
        and s.threshold >= becomes and s.threshold < coalesce(was, 9223372036854775807))
    or exists (
      select 1 from stock_subscription s where s.confirmed_at is not null and s.ended_at is null
        and s.store = of_store collate "C" and s.item is null
        and s.threshold >= becomes and s.threshold < coalesce(was, 9223372036854775807))
    or exists (
      select 1 from stock_subscription s where s.confirmed_at is not null and s.ended_at is null
        and s.store is null and s.item = of_item collate "C"
        and s.threshold >= becomes and s.threshold < coalesce(was, 9223372036854775807))
    or exists (
      select 1 from stock_subscription s where s.confirmed_at is not null and s.ended_at is null
        and s.store is null and s.item is null
        and s.threshold >= becomes and s.threshold < coalesce(was, 9223372036854775807))
$$;

-- Falls are told to subscribers page by page: told_to is the last who was told. A file's falls are told once it has ended.
alter table stock_fall add column told_to uuid;
alter table inventory_import add column to_tell boolean not null default false, add column told_to uuid;
update inventory_import i set to_tell = true
where exists (select 1 from stock_fall f where f.import_id = i.id and f.told_at is null);
create index inventory_import_to_tell on inventory_import (updated_at) where to_tell;
drop index stock_fall_untold;
create index stock_fall_untold on stock_fall (at) where told_at is null and import_id is null;
create index stock_fall_untold_of_import on stock_fall (import_id) where told_at is null and import_id is not null;

-- No more than can be asked for now.
update stock_subscription set threshold = 10000 where threshold > 10000;
