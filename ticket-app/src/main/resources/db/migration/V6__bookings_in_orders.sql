-- An order may carry a booking: one invoice, and one end for both.
alter table booking
  add column order_id uuid references shop_order,
  -- what the order costs with the seat, in the seat's currency
  add column order_total bigint;
create unique index booking_of_order on booking (order_id) where order_id is not null;
