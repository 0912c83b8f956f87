-- The trace an event happened in (W3C Trace Context), so that whoever takes it in continues it.
alter table outbox add column traceparent text;
