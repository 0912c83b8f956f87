-- What stock's history is looked for by when its time is over (docs/retention.md), and what its sweeps find their work by.
create index stock_fall_at on stock_fall (at) where told_at is not null;
create index stock_alert_at on stock_alert (created_at);
create index stock_subscription_over on stock_subscription (coalesce(ended_at, created_at))
  where ended_at is not null or confirmed_at is null;
alter table inventory_import
  drop constraint inventory_import_duplicate_of_fkey,
  add constraint inventory_import_duplicate_of_fkey foreign key (duplicate_of)
    references inventory_import on delete set null;
create index inventory_import_duplicate_of on inventory_import (duplicate_of) where duplicate_of is not null;
