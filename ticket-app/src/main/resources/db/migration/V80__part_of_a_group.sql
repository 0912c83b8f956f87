-- Some of the seats of a group that was paid may be cancelled without the others; the price of each is given back.
alter table booking add column cancelled_alone boolean not null default false;
alter table obligation drop constraint obligation_kind_check;
alter table obligation add constraint obligation_kind_check
  check (kind in ('RELEASE_HOLD', 'VOID_INVOICE', 'REFUND', 'REFUND_PART'));
