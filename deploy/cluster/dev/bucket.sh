#!/bin/sh
# Makes the buckets that are not there yet.
set -eu

s3() {
  curl --silent --show-error --max-time 20 --retry 20 --retry-delay 3 --retry-connrefused \
    --aws-sigv4 "aws:amz:$S3_REGION:s3" --user "$S3_ADMIN_ACCESS_KEY:$S3_ADMIN_SECRET_KEY" \
    --header 'x-amz-content-sha256: UNSIGNED-PAYLOAD' --output /dev/null --write-out '%{http_code}' "$@"
}

for bucket in $S3_BUCKETS; do
  status=$(s3 --head "$S3_ENDPOINT/$bucket")
  if [ "$status" = 404 ]; then
    status=$(s3 --request PUT "$S3_ENDPOINT/$bucket")
  fi
  [ "$status" = 200 ] || {
    echo "S3 answered $status when asked for the bucket $bucket" >&2
    exit 1
  }
  echo "S3: the bucket $bucket is in place."
done
