-- How far is known who was deleted at client-app: asked now and then, because nothing is told here by messages.
create table deleted_until (
  single  boolean primary key default true check (single),
  place   text -- a cursor of client-app's list; null: from its beginning
);
insert into deleted_until default values;
create index item_of_collector on item (collector_id);
