#!/bin/sh
# users.sh FOLDER: one user per service over RabbitMQ's management API, then the exchanges, queues,
# bindings and the users' permissions in FOLDER/definitions.json: queues are there before any service
# publishes, so that an event for a service that has never run yet waits for it.
set -eu

api() {
  curl --fail --silent --show-error --max-time 20 --retry 20 --retry-delay 3 --retry-connrefused \
    --user "$RABBITMQ_ADMIN_USER:$RABBITMQ_ADMIN_PASSWORD" --header 'Content-Type: application/json' "$@"
}

user() { # user NAME PASSWORD
  quoted=$(printf %s "$2" | sed 's/[\\"]/\\&/g')
  printf '{"password": "%s", "tags": ""}' "$quoted" |
    api --request PUT --data-binary @- "$RABBITMQ_MANAGEMENT_URL/api/users/$1"
}

user client-app "$CLIENT_PASSWORD"
user ticket-app "$TICKET_PASSWORD"
user payment-app "$PAYMENT_PASSWORD"
user report-app "$REPORT_PASSWORD"
user gateway "$GATEWAY_PASSWORD"
api --request POST --data-binary "@$1/definitions.json" "$RABBITMQ_MANAGEMENT_URL/api/definitions"
echo "RabbitMQ: users, permissions, exchanges and queues are in place."
