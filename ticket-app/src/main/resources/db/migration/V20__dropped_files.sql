-- A file that was dropped into the bucket is known by its key, its entity tag and its time: one row each, whoever sees it
-- first. It is moved out of the place that is watched; object_key says where a file lies now. Files that are sent never
-- lie there.
alter table inventory_import
  add column dropped_key text collate "C",
  add column dropped_tag text,
  add column dropped_at timestamptz;
create unique index inventory_import_dropped on inventory_import (dropped_key, dropped_tag, dropped_at)
  where dropped_at is not null;
