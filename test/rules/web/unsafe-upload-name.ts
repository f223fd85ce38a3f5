// A file gets a name of ours.

// @file: src/upload.ts
import { randomUUID } from 'node:crypto';
import multer from 'multer';

// @example: bad
export const storage = multer.diskStorage({
  destination: 'uploads',
  filename: (req, file, done) => done(null, file.originalname), // ruleid: unsafe-upload-name
});
// @end

// @example: good
export const storageSafely = multer.diskStorage({
  destination: 'uploads',
  filename: (req, file, done) => done(null, randomUUID()), // ok: unsafe-upload-name
});
// @end

export const dated = multer.diskStorage({
  filename: (req, file, done) => {
    done(null, Date.now() + file.originalname); // ruleid: unsafe-upload-name
  },
});
