-- The trace a booking was asked for in (W3C Trace Context): what becomes of it later joins that trace.
alter table booking add column traceparent text;
