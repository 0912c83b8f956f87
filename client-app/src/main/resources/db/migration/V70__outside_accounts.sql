-- Accounts of people who sign in at an issuer outside (ADR 41): they have no password here.
alter table app_user add column issuer text;
alter table app_user drop constraint app_user_check;
alter table app_user add constraint app_user_live
  check (deleted_at is not null or (email is not null and (password_hash is not null or issuer is not null))) not valid;
alter table app_user validate constraint app_user_live;
