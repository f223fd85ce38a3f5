// What protects data holds against ordinary computers.

// @file: src/crypt.ts
import crypto from 'node:crypto';
import CryptoJS from 'crypto-js';

const key = Buffer.from(process.env.DATA_KEY ?? '', 'hex');

// @example: bad
export function encrypt(text: string) {
  const cipher = crypto.createCipheriv('aes-256-ecb', key, null); // ruleid: weak-cryptography
  return cipher.update(text, 'utf8', 'hex') + cipher.final('hex');
}
// @end

// @example: good
export function encryptSafely(text: string) {
  const iv = crypto.randomBytes(12);
  const cipher = crypto.createCipheriv('aes-256-gcm', key, iv); // ok: weak-cryptography
  return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}
// @end

export function more(password: string, file: Buffer) {
  crypto.createCipher('aes-256-cbc', 'x'); // ruleid: weak-cryptography
  crypto.createCipheriv('des-ede3-cbc', key, crypto.randomBytes(8)); // ruleid: weak-cryptography
  crypto.createCipheriv('rc4', key, ''); // ruleid: weak-cryptography
  crypto.createCipheriv('aes-256-cbc', key, Buffer.alloc(16, 0)); // ruleid: weak-cryptography
  CryptoJS.DES.encrypt('a', 'b'); // ruleid: weak-cryptography
  CryptoJS.AES.encrypt('a', 'b', { mode: CryptoJS.mode.ECB }); // ruleid: weak-cryptography
  crypto.createHash('md5').update(password).digest('hex'); // ruleid: weak-cryptography
  crypto.createHash('sha1').update(password + 'salt'); // ruleid: weak-cryptography
  crypto.createHash('md5').update(file).digest('hex'); // ok: weak-cryptography
  crypto.createHash('sha256').update(file).digest('hex'); // ok: weak-cryptography
  crypto.scryptSync(password, crypto.randomBytes(16), 32); // ok: weak-cryptography
}

// @file: src/keys.ts
import bcrypt from 'bcrypt';
import nodeCrypto from 'node:crypto';

export async function keys(phrase: string, salt: Buffer) {
  nodeCrypto.generateKeyPairSync('rsa', { modulusLength: 1024 }); // ruleid: weak-cryptography
  nodeCrypto.generateKeyPairSync('rsa', { modulusLength: 3072 }); // ok: weak-cryptography
  nodeCrypto.pbkdf2Sync(phrase, salt, 1000, 32, 'sha512'); // ruleid: weak-cryptography
  nodeCrypto.pbkdf2Sync(phrase, salt, 210_000, 32, 'sha512'); // ok: weak-cryptography
  await bcrypt.hash(phrase, 4); // ruleid: weak-cryptography
  await bcrypt.hash(phrase, 12); // ok: weak-cryptography
}
