-- What is to be paid for an order, and where: so that its mail can say so.
alter table delivery
  add column billed_at timestamptz,
  add column payment_url text,
  add column pay_until timestamptz,
  add column total_amount bigint,
  add column total_currency text;
