-- The cluster that gave out the transactions in rows. A dump takes this along: restored into another cluster, which counts anew, it tells that
-- they mean nothing any more.
alter table change_horizon add column cluster bigint;
update change_horizon set cluster = (select system_identifier from pg_control_system());
alter table change_horizon alter column cluster set not null;
