-- Rows of a file lie, and are loaded, in the order they came in: an index in the order of their names cost more than all
-- the rest. How far loading got is a line now; a file half loaded in the former order cannot be gone on with.
do $$
begin
  if exists (select 1 from inventory_import where status = 'LOADING') then
    raise exception 'A file of stock is being loaded: let the running version finish it, then migrate.';
  end if;
end
$$;
alter table inventory_import drop column loaded_store, drop column loaded_item;
alter table inventory_import add column loaded_line bigint not null default 0;

drop table inventory_row;
create unlogged table inventory_row (
  import_number int    not null,
  line          bigint not null,
  count         bigint not null,
  store         text collate "C" not null,
  item          text collate "C" not null,
  primary key (import_number, line)
);
-- Files that were being read are read again.
update inventory_import set status = 'RECEIVED', work_until = now() where status = 'READING';
