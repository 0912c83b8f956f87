-- Whose a store is, as its newest order tells: forecasts are for that organiser and for administrators.
create table store_owner (
  store        text primary key,
  organiser_id uuid,
  told_at      timestamptz not null
);
create index store_owner_of_organiser on store_owner (organiser_id) where organiser_id is not null;
