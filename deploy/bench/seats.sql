-- Seats for pgbench: 20 connections with 10,000 each, in ticket-app's own schema.
insert into event (id, title, venue, starts_at, organiser_id, status)
values ('00000000-0000-7000-8000-000000000000', 'Ukuran', 'Balai Kota', now() + interval '30 days',
  gen_random_uuid(), 'PUBLISHED');
insert into seat (id, event_id, label, section, row_label, price_amount, price_currency)
select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
  '00000000-0000-7000-8000-000000000000', n::text, 'VIP', 'A', 150000, 'IDR'
from generate_series(1, 200000) n;
