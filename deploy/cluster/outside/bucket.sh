#!/bin/sh
# The buckets, closed to the public and encrypted, and the policies of the services' own users.
set -eu

bucket() { # bucket NAME USER POLICY
  if ! aws s3api head-bucket --bucket "$1" 2>/dev/null; then
    aws s3api create-bucket --bucket "$1" --create-bucket-configuration "LocationConstraint=$AWS_REGION"
  fi
  aws s3api put-public-access-block --bucket "$1" --public-access-block-configuration \
    BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
  aws s3api put-bucket-encryption --bucket "$1" --server-side-encryption-configuration \
    '{"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}'
  aws iam put-user-policy --user-name "$2" --policy-name "$1" --policy-document "$(sed "s/BUCKET/$1/" "/setup/$3")"
  echo "S3: the bucket $1 and the policy of $2 are in place."
}

bucket "$S3_BUCKET" "$S3_TICKET_USER" ticket-app-policy.json
bucket "$S3_REPORT_BUCKET" "$S3_REPORT_USER" report-app-policy.json
bucket "$S3_MEDIA_BUCKET" "$S3_MEDIA_USER" media-policy.json
bucket "$S3_APK_BUCKET" "$S3_APK_USER" apk-ota-policy.json
