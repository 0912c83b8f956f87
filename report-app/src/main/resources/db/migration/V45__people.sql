-- What a user who is to be forgotten has left, found without reading everything.
create index report_of_assignee on report (assignee_id) where assignee_id is not null;
create index vote_of_voter on vote (voter_id);
create index media_of_uploader on media (uploader_id) where uploader_id is not null;
create index report_change_by on report_change (by_id) where by_id is not null;

-- How to reach whoever reported without an account: kept until some time after the report was closed.
create index report_old_contact on report (updated_at)
  where reporter_id is null and status in ('RESOLVED', 'REJECTED')
    and (contact_name is not null or contact_mail is not null or contact_phone is not null);
