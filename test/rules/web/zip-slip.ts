// The name of an entry is looked at before it becomes the name of a file.

// @file: src/unpack.ts
import fs from 'node:fs';
import path from 'node:path';
import AdmZip from 'adm-zip';
import unzip from 'unzipper';
import yauzl from 'yauzl';

const folder = '/srv/uploads';

// @example: bad
export function unpack(archive: string) {
  for (const entry of new AdmZip(archive).getEntries())
    fs.writeFileSync(path.join(folder, entry.entryName), entry.getData()); // ruleid: zip-slip
}
// @end

// @example: good
export function unpackSafely(archive: string) {
  for (const entry of new AdmZip(archive).getEntries()) {
    const target = path.resolve(folder, entry.entryName);
    if (target.startsWith(folder + path.sep)) fs.writeFileSync(target, entry.getData()); // ok: zip-slip
  }
}
// @end

export function streams(archive: string) {
  fs.createReadStream(archive)
    .pipe(unzip.Parse())
    .on('entry', (entry) => {
      entry.pipe(fs.createWriteStream(path.join(folder, entry.path))); // ruleid: zip-slip
      entry.pipe(fs.createWriteStream(path.join(folder, path.basename(entry.path)))); // ok: zip-slip
    });
  yauzl.open(archive, { lazyEntries: true }, (error, zip) => {
    zip.on('entry', (entry) => {
      fs.mkdirSync(path.join(folder, entry.fileName)); // ruleid: zip-slip
      if (entry.fileName.includes('..')) return;
      fs.mkdirSync(path.join(folder, entry.fileName)); // ok: zip-slip
    });
  });
}
