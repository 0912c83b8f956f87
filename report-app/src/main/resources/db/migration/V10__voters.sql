-- Who hears: whoever made the report, or somebody who suffers from it too. They get different links. Null in rows
-- that a version before this one wrote: it follows from the report then.
alter table notice add column relation text check (relation in ('REPORTER', 'VOTER', 'OFFICER'));

-- Voters answer "is it fixed?" too, and history says that it was them. What is there already was checked more strictly.
alter table report_change drop constraint report_change_by_role_check;
alter table report_change add constraint report_change_by_role_check
  check (by_role in ('reporter', 'voter', 'officer', 'admin', 'system')) not valid;
