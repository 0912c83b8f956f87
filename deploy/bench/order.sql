-- The statements of POST /orders for one item, as ticket-app runs them.
\set n random(1, 500)
\set u random(1, 1000000000)
begin;
with wanted as (
  select * from unnest(array['bench'], array['item-' || :n], array[1::bigint]) as w (store, item, quantity)),
locked as materialized (
  select s.store, s.item, s.count, s.price_amount, s.price_currency, w.quantity
  from stock s join wanted w on s.store = w.store collate "C" and s.item = w.item collate "C"
  order by s.store, s.item for update of s),
taken as (
  update stock s set count = l.count - l.quantity, updated_at = now(),
    falls = s.falls + case when l.count = l.quantity then 1 else 0 end
  from locked l
  where s.store = l.store and s.item = l.item
    and (select count(*) from locked) = (select count(*) from wanted)
    and (select bool_and(count >= quantity) from locked)
  returning s.store)
select l.*, exists (select 1 from taken) as taken from locked l;
select coalesce(max(threshold), 0) from stock_subscription where confirmed_at is not null and ended_at is null;
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
