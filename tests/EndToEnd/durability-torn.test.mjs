// A power cut in the middle of a write leaves part of a transaction at the end of the write-ahead log. It is as if it had never begun.
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkIntegrity } from './durability/database.mjs';
import { Random } from './durability/random.mjs';
import { Server, databaseIn, inFolder } from './durability/server.mjs';
import { SmallFleet } from './durability/small-fleet.mjs';

const frameHeader = 24;
const page = 4096;
const random = new Random(1);
const garbage = bytes => Buffer.from(random.hex(bytes), 'hex');

/** What may be left of a log whose last transaction began at `start`, and whether that transaction counts. */
const tears = [
  ['nothing of the last transaction', (wal, start) => wal.subarray(0, start), false],
  ['half a frame header', (wal, start) => wal.subarray(0, start + frameHeader / 2), false],
  ['half a page', (wal, start) => wal.subarray(0, start + frameHeader + page / 2), false],
  ['all but the last byte', wal => wal.subarray(0, -1), false],
  ['a torn last page', wal => Buffer.concat([wal.subarray(0, -512), garbage(512)]), false],
  ['a last page of zeros', wal => Buffer.concat([wal.subarray(0, -page), Buffer.alloc(page)]), false],
  ['the whole transaction', wal => wal, true],
  ['half a frame of garbage behind it', wal => Buffer.concat([wal, garbage((frameHeader + page) / 2)]), true],
  ['two frames of garbage behind it', wal => Buffer.concat([wal, garbage(2 * (frameHeader + page))]), true],
  ['three frames of zeros behind it', wal => Buffer.concat([wal, Buffer.alloc(3 * (frameHeader + page))]), true],
];

/** A killed server's folder, its last batch of one event, and where the log's last transaction begins. */
async function leaveLog(folder, fleet) {
  const server = await Server.startHealthy(folder);
  try {
    await fleet.register(server);
    for (let batch = 0; batch < 5; batch++) await fleet.mustSend(server, fleet.batch(2));
    const before = readFileSync(`${databaseIn(folder)}-wal`);
    const last = fleet.batch(1, [fleet.things[0]]);
    assert.equal((await server.ingest(last.map(event => event.body))).status, 200);
    await server.kill();
    const wal = readFileSync(`${databaseIn(folder)}-wal`);
    assert.ok(wal.length > before.length && wal.subarray(0, before.length).equals(before), 'the last batch was appended to the log');
    return { last, wal, start: before.length };
  } finally {
    await server.kill();
  }
}

test('a torn log', t => inFolder(async folder => {
  const fleet = new SmallFleet(5);
  const { last, wal, start } = await leaveLog(folder, fleet);
  for (const [name, tear, keepsLast] of tears) {
    await t.test(`with ${name}`, async () => {
      const copy = join(folder, name.replaceAll(' ', '-'));
      mkdirSync(copy);
      copyFileSync(databaseIn(folder), databaseIn(copy));
      writeFileSync(`${databaseIn(copy)}-wal`, tear(wal, start));
      checkIntegrity(copy);
      const server = await Server.startHealthy(copy);
      try {
        await fleet.verify(server, { also: keepsLast ? last : [] });
        const again = await server.ingest(last.map(event => event.body));
        assert.equal(again.body[keepsLast ? 'duplicate' : 'applied'], last.length, JSON.stringify(again));
        await fleet.verify(server, { also: last });
      } finally {
        await server.kill();
      }
    });
  }
}));
