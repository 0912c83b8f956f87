-- The row of a booking's paper is written in the transaction that ends or confirms the booking; what older versions
-- had not noted yet is noted here.
insert into document (booking_id, kind)
select b.id, case when b.status = 'CONFIRMED' then 'TICKET' else 'NOTICE' end
from booking b
where b.status in ('CONFIRMED', 'FAILED', 'EXPIRED')
  and not exists (select 1 from document d where d.booking_id = b.id)
on conflict do nothing;
