-- Changes of seats whoever watches is to be told of: written in the transaction of the change, told and deleted in batches. NOTIFY in
-- the booking's own transaction would make all commits of the cluster wait for one another.
create table seat_change (
  seq      bigint generated always as identity primary key,
  seat_id  uuid   not null,
  event_id uuid   not null,
  status   text   not null,
  version  bigint not null
);
