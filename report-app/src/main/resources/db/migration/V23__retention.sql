-- What forecasts of items are made of has a stated life (docs/retention.md): found by its age.
create index demand_order_updated on demand_order (updated_at);
create index item_demand_day on item_demand (day);
