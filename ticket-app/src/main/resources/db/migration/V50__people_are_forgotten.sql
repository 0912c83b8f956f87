-- Bookings and orders are kept for the books, the people in them for a while (docs/retention.md): what is to be forgotten
-- is found by indexes that hold nothing else. The user of what is forgotten is the one that is nobody.
create index booking_named on booking (updated_at) where holder_name is not null;
create index booking_personal on booking (updated_at) where user_id <> '00000000-0000-0000-0000-000000000000';
create index shop_order_personal on shop_order (updated_at) where user_id <> '00000000-0000-0000-0000-000000000000';
create index obligation_done on obligation (done_at) where done_at is not null;
create index document_stored on document (stored_at) where stored_at is not null;
create index fulfilment_age on fulfilment (updated_at);
