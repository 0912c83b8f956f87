-- The field device a session was begun on: it is refreshed through collector only, and an exchange whose answer was lost on the
-- way may be made again.
alter table session add column device uuid;
