-- Settled notices are forgotten after a while, and found by age without a look at what is still to be sent.
create index notice_settled on notice (created_at) where status in ('SENT', 'FAILED');
-- Rejected and deleted files of which nothing is left in the object store, likewise.
create index media_cleared on media (cleared_at) where cleared_at is not null;
-- Votes of reports that were deleted or closed long ago.
create index report_closed on report (updated_at) where votes > 0 and status in ('RESOLVED', 'REJECTED');
