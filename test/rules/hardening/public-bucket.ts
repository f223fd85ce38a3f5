// An object is private, and handed out by an endpoint that asks who it is for.

// @file: src/store.ts
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

const s3 = new S3Client({});

// @example: bad
export const keep = (body: Buffer) => s3.send(new PutObjectCommand({ Bucket: 'letters', Key: 'a', Body: body, ACL: 'public-read' })); // ruleid: public-bucket
// @end

// @example: good
export const keepSafely = (body: Buffer) => s3.send(new PutObjectCommand({ Bucket: 'letters', Key: 'a', Body: body })); // ok: public-bucket
// @end

export const strict = (body: Buffer) => s3.send(new PutObjectCommand({ Bucket: 'letters', Key: 'a', Body: body, ACL: 'private' })); // ok: public-bucket
declare const bucket: { file(name: string): { makePublic(): Promise<void> } };
export const open = () => bucket.file('a').makePublic(); // ruleid: public-bucket
