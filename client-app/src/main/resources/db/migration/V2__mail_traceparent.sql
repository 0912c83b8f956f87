-- The trace a mail was asked for in (W3C Trace Context): every attempt to send it joins that trace.
alter table mail add column traceparent text;
