-- Units whose calendar has changed, and how far their open reports have been counted anew since.
create table calendar_change (
  unit       text        primary key,
  edition    bigint      not null default 1,
  changed_at timestamptz not null default now(),
  -- the last report that was counted anew; before all of them at first
  after_at   timestamptz not null default 'epoch',
  after_id   uuid        not null default '00000000-0000-0000-0000-000000000000'
);
