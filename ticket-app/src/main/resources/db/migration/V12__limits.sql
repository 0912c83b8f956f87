-- Nobody hoards an event. One place per user and line; bookings made before that rule are left as they are.
alter table booking add column one_place boolean not null default false;
create unique index booking_one_place_per_user on booking (seat_id, user_id)
  where one_place and status in ('QUEUED', 'HOLDING', 'PENDING_PAYMENT', 'CONFIRMED');
create index booking_live_of_user on booking (user_id, event_id)
  where status in ('QUEUED', 'HOLDING', 'PENDING_PAYMENT', 'CONFIRMED');
