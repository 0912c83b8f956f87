-- The category pgbench reports in, in report-app's own schema.
insert into category (id, code, name_en, name_id, unit, sla_hours, duplicate_radius, takes_anonymous)
values ('00000000-0000-7000-8000-000000000000', 'ukuran', 'Measure', 'Ukuran', 'unit-ukuran', 72, 50, true);
