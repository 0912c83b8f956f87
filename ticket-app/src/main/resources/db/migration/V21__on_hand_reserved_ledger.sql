-- Stock in three numbers: what lies on the shelf, what of it orders have reserved and not taken away yet, and what is
-- left of both to be ordered. A count of the shelf may find less than is reserved: then nothing can be ordered.
alter table stock rename column count to on_hand;
alter table stock
  add column id bigint generated always as identity (cache 100),
  add column reserved bigint not null default 0
    constraint stock_reserved_never_negative check (reserved >= 0),
  add column available bigint generated always as (greatest(on_hand - reserved, 0)) virtual;

-- What changed stock, by how much, and why: rows are only ever added (I10). Those whose time is over (docs/retention.md)
-- are summed up per item in stock_opening; that and the rows behind it always equal stock.
create table stock_movement (
  stock_id      bigint      not null,
  id            bigint      generated always as identity,
  kind          text        not null check (kind in
                  ('OPENING', 'COUNTED', 'CHANGED', 'RESERVED', 'RELEASED', 'SHIPPED')),
  on_hand       bigint      not null,
  reserved      bigint      not null,
  import_number int,
  order_id      uuid,
  at            timestamptz not null default now(),
  primary key (stock_id, id)
);
create index stock_movement_at on stock_movement using brin (at);
-- an order reserves an item once, and that ends once
create unique index stock_movement_reserved on stock_movement (order_id, stock_id) where kind = 'RESERVED';
create unique index stock_movement_reservation_ended on stock_movement (order_id, stock_id)
  where kind in ('RELEASED', 'SHIPPED');

create table stock_opening (
  stock_id bigint      primary key,
  on_hand  bigint      not null default 0,
  reserved bigint      not null default 0,
  falls    bigint      not null default 0,
  until    timestamptz not null default now()
);

create function stock_movement_is_only_added_to() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if old.at < now() - interval '30 days' then
      return old;
    end if;
  end if;
  raise exception 'movements of stock are only ever added';
end
$$;
create trigger stock_movement_only_added_to before update or delete on stock_movement
  for each row execute function stock_movement_is_only_added_to();
create trigger stock_movement_not_emptied before truncate on stock_movement
  for each statement execute function stock_movement_is_only_added_to();

-- What orders took before there was a ledger: those that have not left still have it reserved.
create temporary table open_line as
  select i.order_id, s.id as stock_id, i.quantity, o.created_at
  from order_item i
  join shop_order o on o.id = i.order_id
  join stock s on s.store = i.store and s.item = i.item
  where o.status <> 'CANCELLED' and not (o.status = 'PAID' and o.fulfilment_at is not null);
update stock s set reserved = l.quantity, on_hand = s.on_hand + l.quantity
from (select stock_id, sum(quantity) as quantity from open_line group by stock_id) l
where s.id = l.stock_id;
insert into stock_movement (stock_id, kind, on_hand, reserved) select id, 'OPENING', on_hand, 0 from stock;
insert into stock_movement (stock_id, kind, on_hand, reserved, order_id, at)
  select stock_id, 'RESERVED', 0, quantity, order_id, created_at from open_line;
drop table open_line;

-- items whose shelf was counted below what is reserved
alter table inventory_import add column rows_short bigint not null default 0;
