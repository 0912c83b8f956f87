-- The cluster that gave out the transaction ids (xid8) kept in rows here. A dump takes this row along: restored into another cluster,
-- which counts transactions anew, it tells that the ids mean nothing any more (id.loket.kit.postgres.ClusterIdentity).
create table database_cluster (
  single            boolean primary key default true check (single),
  system_identifier bigint  not null
);
insert into database_cluster (system_identifier) select system_identifier from pg_control_system();
