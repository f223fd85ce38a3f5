// A signed address is valid for some minutes.

// @file: src/letters.ts
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

const s3 = new S3Client({});
const command = new GetObjectCommand({ Bucket: 'letters', Key: 'a' });

// @example: bad
export const link = () => getSignedUrl(s3, command, { expiresIn: 604800 }); // ruleid: long-presigned-url
// @end

// @example: good
export const linkSafely = () => getSignedUrl(s3, command, { expiresIn: 300 }); // ok: long-presigned-url
// @end

export const plain = () => getSignedUrl(s3, command); // ok: long-presigned-url
