-- The statements of POST /orders for one item, as ticket-app runs them.
\set n random(1, 500)
\set u random(1, 1000000000)
begin;
with wanted as (
  select * from unnest(array['bench'], array['item-' || :n], array[1::bigint]) as w (store, item, quantity)),
locked as materialized (
  select s.id, s.store, s.item, greatest(s.on_hand - s.reserved, 0) as available,
    s.price_amount, s.price_currency, w.quantity
  from stock s join wanted w on s.store = w.store collate "C" and s.item = w.item collate "C"
  order by s.store, s.item for update of s),
allowed as materialized (
  select count(*) = (select count(*) from wanted)
    and bool_and(available >= quantity and price_amount is not null) as yes
  from locked),
reserved as (
  update stock s set reserved = s.reserved + l.quantity, updated_at = now(),
    falls = s.falls + case when l.available = l.quantity then 1 else 0 end
  from locked l
  where s.store = l.store and s.item = l.item and (select yes from allowed)),
moved as (
  insert into stock_movement (stock_id, kind, on_hand, reserved, order_id)
  select id, 'RESERVED', 0, quantity, gen_random_uuid() from locked where (select yes from allowed))
select l.*, (select yes from allowed) as reserved,
  (select yes from allowed)
    and stock_watched(l.store, l.item, l.available, l.available - l.quantity) as watched
from locked l;
with placed as (
  insert into shop_order (id, user_id, locale, status, version, total_amount, total_currency, created_at, updated_at)
  values (gen_random_uuid(), gen_random_uuid(), 'id', 'PLACED', 1, 1000, 'IDR', now(), now())
  returning id)
insert into order_item (order_id, store, item, quantity, price_amount)
select placed.id, line.* from placed,
  unnest(array['bench'], array['item-' || :n], array[1::bigint], array[1000::bigint]) as line;
insert into outbox (id, type, subject, time, data)
values (gen_random_uuid(), 'order.created', 'order-' || :u, now(), repeat('x', 600));
commit;
