-- What retention deletes by: mails that are no longer pending, and deliveries nothing was heard of any more.
create index mail_age on mail (created_at) where status <> 'PENDING';
create index delivery_age on delivery (updated_at);
