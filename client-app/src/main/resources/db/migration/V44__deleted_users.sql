-- Those who are forgotten, in the order in which other services are told.
create index app_user_deleted on app_user (deleted_at, id) where deleted_at is not null;
