-- Asked by every notice that is due: whether voters are still to be told of something earlier.
create index notice_fan_out_of_report on notice_fan_out (report_id, event_at);
