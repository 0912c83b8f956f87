-- Pictures that Open311 applications give the address of: fetched after the request was taken in.
create table media_fetch (
  id          uuid primary key,
  report_id   uuid        not null references report,
  url         text        not null,
  status      text        not null default 'PENDING' check (status in ('PENDING', 'FETCHED', 'REJECTED')),
  reason      text,
  media_id    uuid,
  attempts    int         not null default 0,
  -- nobody else fetches it before this time
  due_at      timestamptz not null default now(),
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  traceparent text,
  check ((status = 'REJECTED') = (reason is not null))
);
create index media_fetch_due on media_fetch (due_at) where status = 'PENDING';
create index media_fetch_of_report on media_fetch (report_id, id);
create index media_fetch_finished on media_fetch (updated_at) where status <> 'PENDING';
