-- When a device was revoked: services that check device tokens by themselves learn of it, for as long as such a token could still be good.
alter table device add column revoked_at timestamptz;
update device set revoked_at = now() where status = 'REVOKED';
alter table device add check ((status = 'REVOKED') = (revoked_at is not null));
create index device_revoked on device (revoked_at, id) where status = 'REVOKED';

-- A refused item has a name by which people settle it, and says who did and how.
alter table refused_item
  add column refusal     uuid not null default gen_random_uuid(),
  add column settled_at  timestamptz,
  add column settled_by  text,
  add column settled_for text,
  add column replacement uuid references item;
create unique index refused_item_refusal on refused_item (refusal);
create index refused_item_collector on refused_item (collector_id, received_at, refusal);
create index refused_item_order on refused_item (received_at, refusal);
drop index refused_item_age;
