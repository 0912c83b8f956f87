#!/bin/sh
# payment-app's role and keyspace. The schema in it is payment-app's own migrations' business.
set -eu
umask 077
printf '[authentication]\nusername = %s\npassword = %s\n' "$CASSANDRA_ADMIN_USER" "$CASSANDRA_ADMIN_PASSWORD" >/tmp/cqlshrc
password=$(printf %s "$PAYMENT_PASSWORD" | sed "s/'/''/g")
cat >/tmp/role.cql <<CQL
CREATE ROLE IF NOT EXISTS payment WITH LOGIN = true AND PASSWORD = '$password';
ALTER ROLE payment WITH PASSWORD = '$password' AND SUPERUSER = false;
CREATE KEYSPACE IF NOT EXISTS payment WITH replication = {'class': 'NetworkTopologyStrategy', '$CASSANDRA_DATACENTER': $CASSANDRA_REPLICAS};
GRANT CREATE ON KEYSPACE payment TO payment;
GRANT ALTER ON KEYSPACE payment TO payment;
GRANT SELECT ON KEYSPACE payment TO payment;
GRANT MODIFY ON KEYSPACE payment TO payment;
CQL
tls=
if [ -n "${CASSANDRA_CA:-}" ]; then
  printf '[ssl]\ncertfile = %s\nvalidate = true\n' "$CASSANDRA_CA" >>/tmp/cqlshrc
  tls=--ssl
fi
cqlsh $tls --cqlshrc /tmp/cqlshrc "$CASSANDRA_HOST" "$CASSANDRA_PORT" --file /tmp/role.cql
rm /tmp/role.cql /tmp/cqlshrc
echo "Cassandra: the role and the keyspace payment are in place."
