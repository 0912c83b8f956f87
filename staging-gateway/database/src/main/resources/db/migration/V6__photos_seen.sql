-- Photos that were seen to be stored, whole: they stay so, and closing a day with thousands of them goes on where it ended.
alter table photo add column stored boolean not null default false;
