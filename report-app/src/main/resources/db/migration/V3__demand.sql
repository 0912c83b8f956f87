-- What was ordered of each item, day by day in the city's time: what forecasts of demand are made of.
create table item_demand (
  store    text   not null,
  item     text   not null,
  day      date   not null,
  quantity bigint not null,
  primary key (store, item, day)
);

-- Which orders are counted in it, and which are off: events may come in any order.
create table demand_order (
  order_id   uuid primary key,
  status     text        not null check (status in ('COUNTED', 'CANCELLED')),
  updated_at timestamptz not null default now()
);
