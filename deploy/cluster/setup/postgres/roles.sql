-- One role and one database per service; nobody else may even connect to it, but the core to the staging machine's: a
-- login without a database, which the migrations of that database let in. For psql 14 or newer,
-- as an administrator (a superuser, or a role that may create roles and databases):
--   CLIENT_DB_PASSWORD=… TICKET_DB_PASSWORD=… REPORT_DB_PASSWORD=… STAGING_DB_PASSWORD=… CORE_DB_PASSWORD=… psql -f roles.sql
\set ON_ERROR_STOP on
\set QUIET on
\getenv client_password CLIENT_DB_PASSWORD
\getenv ticket_password TICKET_DB_PASSWORD
\getenv report_password REPORT_DB_PASSWORD
\getenv staging_password STAGING_DB_PASSWORD
\getenv core_password CORE_DB_PASSWORD

SELECT format('CREATE ROLE %I', name)
FROM (VALUES ('client'), ('ticket'), ('report'), ('staging'), ('core')) AS wanted(name)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec

ALTER ROLE client LOGIN PASSWORD :'client_password';
ALTER ROLE ticket LOGIN PASSWORD :'ticket_password';
ALTER ROLE report LOGIN PASSWORD :'report_password';
ALTER ROLE staging LOGIN PASSWORD :'staging_password';
ALTER ROLE core LOGIN PASSWORD :'core_password';

-- An administrator who is no superuser must belong to a role to make it an owner.
SELECT format('GRANT %I TO CURRENT_USER', name)
FROM (VALUES ('client'), ('ticket'), ('report'), ('staging')) AS wanted(name)
WHERE NOT pg_has_role(current_user, name, 'USAGE')
\gexec

SELECT format('CREATE DATABASE %I OWNER %I', name, name)
FROM (VALUES ('client'), ('ticket'), ('report'), ('staging')) AS wanted(name)
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = name)
\gexec

REVOKE ALL ON DATABASE client FROM PUBLIC;
REVOKE ALL ON DATABASE ticket FROM PUBLIC;
REVOKE ALL ON DATABASE report FROM PUBLIC;
REVOKE ALL ON DATABASE staging FROM PUBLIC;
