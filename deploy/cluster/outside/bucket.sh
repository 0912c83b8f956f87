#!/bin/sh
# The bucket, closed to the public and encrypted, and the policy of ticket-app's own user.
set -eu

if ! aws s3api head-bucket --bucket "$S3_BUCKET" 2>/dev/null; then
  aws s3api create-bucket --bucket "$S3_BUCKET" --create-bucket-configuration "LocationConstraint=$AWS_REGION"
fi
aws s3api put-public-access-block --bucket "$S3_BUCKET" --public-access-block-configuration \
  BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
aws s3api put-bucket-encryption --bucket "$S3_BUCKET" --server-side-encryption-configuration \
  '{"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]}'
aws iam put-user-policy --user-name "$S3_TICKET_USER" --policy-name loket-tickets \
  --policy-document "$(sed "s/BUCKET/$S3_BUCKET/" /setup/ticket-app-policy.json)"
echo "S3: the bucket $S3_BUCKET and the policy of $S3_TICKET_USER are in place."
