-- Who synced, in the order in which it can be read: by transaction, as the change feed. Nobody is passed over, whatever clocks say.
alter table device
  add column synced_in xid8   not null default '0',
  -- how many items came of it, and the highest number among them: what is missing between them is seen, also when they are forgotten
  add column items     bigint not null default 0,
  add column highest   bigint not null default 0;
update device d set items = i.items, highest = i.highest
from (select device_id, count(*) as items, max(sequence) as highest from item group by device_id) i
where i.device_id = d.id;
create index device_synced on device (synced_in, id);
create index device_collector on device (collector_id, last_sync_at);
create function count_items_of_device() returns trigger language plpgsql as $$
begin
  update device d set items = d.items + t.items, highest = greatest(d.highest, t.highest)
  from (select device_id, count(*) as items, max(sequence) as highest from touched group by device_id) t
  where d.id = t.device_id;
  return null;
end $$;
create trigger item_counted after insert on item referencing new table as touched
  for each statement execute function count_items_of_device();

-- Retention. A batch that was handed over long ago is forgotten: marked first, then emptied bit by bit; its row stays until it is empty.
-- Not even the service can do that to one that was closed within the last thirty days.
alter table batch add column forgotten_at timestamptz;
create index batch_closed on batch (closed_at) where status = 'CLOSED' and forgotten_at is null;
create index batch_forgotten on batch (forgotten_at) where forgotten_at is not null;
create index item_position on item (received_at) where kind = 'POSITION' and body <> '';
-- Lines of supplies and visits of results go when both sides have had them for a while; their heads stay longer.
alter table exchange.supply add column emptied boolean not null default false;
create index supply_to_empty on exchange.supply (offered_at) where finished and not emptied;
alter table exchange.result add column emptied boolean not null default false;
create index result_to_empty on exchange.result (written_at) where not emptied;

create or replace function refuse_change_of_seal() returns trigger language plpgsql as $$
begin
  if old.status = 'CLOSED' and new.forgotten_at is distinct from old.forgotten_at
      and not (old.exported and old.closed_at < now() - interval '30 days') then
    raise exception 'the batch is too young to be forgotten' using errcode = 'LK001';
  end if;
  if old.status = 'CLOSED' and new.status = 'CLOSED' and new.forgotten_at is null
      and (new.sealed, new.seal, new.closed_at) is distinct from (old.sealed, old.seal, old.closed_at) then
    raise exception 'the batch is sealed' using errcode = 'LK001';
  end if;
  return new;
end $$;
create or replace function refuse_change_of_closed_batch() returns trigger language plpgsql as $$
begin
  if exists (select 1 from touched t join batch b on b.id = t.batch_id
      where b.status = 'CLOSED' and b.forgotten_at is null) then
    raise exception 'the batch is closed' using errcode = 'LK001';
  end if;
  return null;
end $$;
create or replace function refuse_change_of_closed_visit() returns trigger language plpgsql as $$
begin
  if exists (select 1 from touched t join item i on i.id = t.id join batch b on b.id = i.batch_id
      where b.status = 'CLOSED' and b.forgotten_at is null) then
    raise exception 'the batch is closed' using errcode = 'LK001';
  end if;
  return null;
end $$;
create or replace function refuse_change_of_sealed_visit() returns trigger language plpgsql as $$
begin
  if exists (select 1 from touched t join batch b on b.id = t.batch_id
      where b.status = 'CLOSED' and b.forgotten_at is null) then
    raise exception 'the batch is sealed' using errcode = 'LK001';
  end if;
  return null;
end $$;
-- Where somebody was is forgotten sooner than what they did. Of a position in a closed batch its place may go, and nothing else: that it was
-- there, and its hash, stay, so that the batch's digest is still that of what was sealed.
create function refuse_change_of_closed_item() returns trigger language plpgsql as $$
begin
  if exists (select 1 from before o join batch b on b.id = o.batch_id
      where b.status = 'CLOSED' and b.forgotten_at is null and not exists (
        select 1 from touched n
        where n.id = o.id and o.kind = 'POSITION' and n.body = '' and n.lat is null and n.lon is null
          and (n.batch_id, n.claimed_batch, n.device_id, n.collector_id, n.sequence, n.kind, n.recorded_at, n.hash)
            is not distinct from
            (o.batch_id, o.claimed_batch, o.device_id, o.collector_id, o.sequence, o.kind, o.recorded_at, o.hash))) then
    raise exception 'the batch is closed' using errcode = 'LK001';
  end if;
  if exists (select 1 from touched n join batch b on b.id = n.batch_id
      where b.status = 'CLOSED' and b.forgotten_at is null and not exists (
        select 1 from before o where o.id = n.id and o.batch_id = n.batch_id)) then
    raise exception 'the batch is closed' using errcode = 'LK001';
  end if;
  return null;
end $$;
drop trigger item_moved_from on item;
drop trigger item_moved_to on item;
create trigger item_changed after update on item referencing old table as before new table as touched
  for each statement execute function refuse_change_of_closed_item();
