-- Lists that stay fast however many reports there are: each is read in order from an index, or merged from a few such reads.

-- Where the public is shown a report, anonymous ones in the middle of their block (Position.blurred in the code), and the square
-- of 0.005 degrees that lies in (Cells in the code).
alter table report
  add column shown_lat double precision
    generated always as (case when anonymous then (floor(lat * 500) + 0.5) / 500 else lat end) stored,
  add column shown_lon double precision
    generated always as (case when anonymous then (floor(lon * 500) + 0.5) / 500 else lon end) stored,
  add column square bigint
    generated always as ((
      floor(((case when anonymous then (floor(lat * 500) + 0.5) / 500 else lat end) + 90) * 200) * 100000
      + floor(((case when anonymous then (floor(lon * 500) + 0.5) / 500 else lon end) + 180) * 200))::bigint) stored;

-- with what tells whether the public may see one and whether it lies in a box, so that others cost no look at their rows
create index report_in_square on report (square, created_at, id) include (shown_lat, shown_lon, visibility, reporter_id)
  where deleted_at is null;

drop index report_of_category;
create index report_of_category on report (category_id, status, created_at, id) where deleted_at is null;

-- What is open, by when it is due: of one unit or, skipping from unit to unit, of all.
create index report_open_by_due on report (unit, due_at)
  where deleted_at is null and status in ('RECEIVED', 'VERIFIED', 'IN_PROGRESS');

-- What was changed lately, for those who follow public reports (Open311).
create index report_updated on report (updated_at, id) where deleted_at is null and visibility = 'PUBLIC';
