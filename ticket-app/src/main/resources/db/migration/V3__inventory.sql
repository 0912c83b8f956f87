-- What is sold beside seats, per store: count is what can still be ordered. Names compare by their bytes.
create table stock (
  store          text collate "C" not null,
  item           text collate "C" not null,
  -- I10: the database itself refuses stock below nothing
  count          bigint      not null constraint stock_never_negative check (count >= 0),
  -- how often it fell to zero; as many rows of stock_fall say when
  falls          bigint      not null default 0,
  price_amount   bigint      not null default 0 check (price_amount >= 0),
  price_currency text        not null default 'IDR',
  updated_at     timestamptz not null default now(),
  primary key (store, item)
);

-- Every fall to zero, and to a count somebody wants to be told of: what alerts are made of (I10).
create table stock_fall (
  id        uuid primary key,
  store     text collate "C" not null,
  item      text collate "C" not null,
  before    bigint, -- null: the item was not known before
  after     bigint      not null,
  import_id uuid,
  order_id  uuid,
  at        timestamptz not null default now(),
  told_at   timestamptz -- when the alerts it causes were written
);
create index stock_fall_untold on stock_fall (at) where told_at is null;
create index stock_fall_of_item on stock_fall (store, item, at);

-- Files of stock, from their arrival to their end.
create table inventory_import (
  id            uuid primary key,
  number        int generated always as identity unique,
  name          text        not null,
  object_key    text        not null,
  object_tag    text,
  size          bigint,
  mode          text        not null check (mode in ('SET', 'DELTA')),
  strict        boolean     not null default false,
  dry_run       boolean     not null default false,
  again         boolean     not null default false,
  status        text        not null check (status in
                  ('RECEIVING', 'RECEIVED', 'READING', 'LOADING', 'DONE', 'FAILED', 'DUPLICATE')),
  reason        text,
  content_hash  text,
  duplicate_of  uuid references inventory_import,
  bytes_read    bigint      not null default 0,
  rows_read     bigint      not null default 0,
  rows_good     bigint      not null default 0,
  rows_bad      bigint      not null default 0,
  rows_loaded   bigint      not null default 0,
  depleted      bigint      not null default 0,
  -- how far loading got, in the order of store and item
  loaded_store  text collate "C" not null default '',
  loaded_item   text collate "C" not null default '',
  errors_key    text,
  attempts      int         not null default 0,
  work_until    timestamptz,
  cleared_at    timestamptz,
  traceparent   text,
  created_by    text        not null,
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now()
);
-- the same content changes stock once, however often and under whatever name it comes, unless it is asked for again
create unique index inventory_import_content on inventory_import (content_hash, mode)
  where status in ('LOADING', 'DONE') and not dry_run;
create index inventory_import_open on inventory_import (work_until)
  where status in ('RECEIVING', 'RECEIVED', 'READING', 'LOADING');
create index inventory_import_object on inventory_import (object_key, object_tag);
create index inventory_import_list on inventory_import (created_at, id);
create index inventory_import_uncleared on inventory_import (updated_at)
  where cleared_at is null and status in ('DONE', 'FAILED', 'DUPLICATE');

-- Good rows of a file between reading and loading. Unlogged: a crash of the server empties it, and the file is read again.
create unlogged table inventory_row (
  import_number int    not null,
  store         text collate "C" not null,
  item          text collate "C" not null,
  count         bigint not null,
  line          bigint not null,
  primary key (import_number, store, item)
);

-- Rows of a file that cannot be loaded, and why.
create table inventory_error (
  import_number int    not null,
  line          bigint not null,
  field         text,
  reason        text   not null,
  detail        text
);
create index inventory_error_of_import on inventory_error (import_number, line);
