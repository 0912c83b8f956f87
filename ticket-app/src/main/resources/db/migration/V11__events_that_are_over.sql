-- What ends with its event is looked for among events that are not done with, not among all there ever were.
alter table event
  -- it has begun, and nobody waits in a line of it any more
  add column line_ended boolean not null default false,
  -- it was moved: open seats that somebody waits for are to be offered to them
  add column rescheduled boolean not null default false,
  -- it was called off, and nothing is booked any more
  add column bookings_ended boolean not null default false;
create index event_begun on event (starts_at) where not line_ended;
create index event_rescheduled on event (id) where rescheduled;
create index event_called_off on event (id) where status = 'CANCELLED' and not bookings_ended;
