-- Several seats of one event booked together: all or none, one invoice. Its bookings change together; the lead is the
-- one by which the group is found when something is due.
alter table booking
  add column group_id uuid,
  add column group_lead boolean not null default false,
  add column group_size int,
  -- what the seats of the group cost together, in their currency
  add column group_total bigint;
create index booking_of_group on booking (group_id) where group_id is not null;
-- groups in line
create index booking_group_waiting on booking (queue_number) where status = 'QUEUED' and group_lead;
drop index booking_overdue;
create index booking_overdue on booking (coalesce(ask_at, expires_at))
  where status = 'PENDING_PAYMENT' and order_id is null and (group_id is null or group_lead);
