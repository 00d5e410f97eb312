// The disk is full: nothing is acknowledged that is not stored, status goes on, and when there is room again so does ingest.
import assert from 'node:assert/strict';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkIntegrity } from './durability/database.mjs';
import { onSmallDisk } from './durability/mount.mjs';
import { Server, inFolder, sleep } from './durability/server.mjs';
import { SmallFleet } from './durability/small-fleet.mjs';
import { until } from './server.mjs';

const megabyte = 1 << 20;

/** Writes until the file has its size or the disk is full; answers how much was written. */
function fill(path, bytes = Infinity) {
  const file = openSync(path, 'w');
  const block = Buffer.alloc(4096, 'x');
  let written = 0;
  try {
    while (written < bytes) written += writeSync(file, block);
  } catch (error) {
    assert.equal(error.code, 'ENOSPC');
  }

  closeSync(file);
  return written;
}

function assertIsFull(answer, name) {
  assert.equal(answer.status, 503, `${name}: ${JSON.stringify(answer)}`);
  assert.equal(answer.error, 'ServiceUnavailableException', name);
  assert.match(answer.body.message, /disk is full|no space/i, name);
}

test('a full disk stops ingest and nothing else, until there is room again', t => inFolder(async folder => {
  const disk = join(folder, 'disk');
  await onSmallDisk(t, disk, 24, async () => {
    const fleet = new SmallFleet(60);
    let server = await Server.startHealthy(disk);
    try {
      await fleet.register(server);
      await fleet.mustSend(server, fleet.batch(5));
      assert.equal(fill(join(disk, 'ballast'), 16 * megabyte), 16 * megabyte);

      let refused;
      let acknowledged = 0;
      for (let answer = { status: 200 }; answer.status === 200; acknowledged++) {
        assert.ok(acknowledged < 2000, 'the disk does not get full');
        refused = fleet.batch(5);
        answer = await fleet.send(server, refused);
        if (answer.status !== 200) assertIsFull(answer, 'the first batch that finds no room');
      }

      assert.ok(acknowledged > 3, `only ${acknowledged} batches were acknowledged`);
      fill(join(disk, 'last-bytes'));
      for (let retry = 1; retry <= 5; retry++) {
        assertIsFull(await fleet.send(server, refused), `retry ${retry}`);
        await fleet.verify(server, { maybe: refused });
        await sleep(100);
      }

      assertIsFull(await server.ask('POST', '/things/late-comer'), 'a registration');
      assert.equal((await server.ask('GET', '/things?maxResults=250')).status, 200);

      rmSync(join(disk, 'ballast'));
      await until(() => fleet.send(server, refused), answer => answer.status === 200, 'the retry after there is room again');
      for (let batch = 0; batch < 5; batch++) await fleet.mustSend(server, fleet.batch(5));
      assert.equal((await server.ask('POST', '/things/late-comer')).status, 200);
      await fleet.verify(server);

      await server.kill();
      checkIntegrity(disk);
      server = await Server.startHealthy(disk);
      await fleet.verify(server);
      assert.equal((await server.status('late-comer')).status, 200);
      t.diagnostic(`${acknowledged} batches of ${refused.length} events until the disk was full`);
    } finally {
      await server.kill();
    }
  });
}));

test('a server that starts on a full disk and is killed there loses nothing', t => inFolder(async folder => {
  const disk = join(folder, 'disk');
  await onSmallDisk(t, disk, 24, async () => {
    const fleet = new SmallFleet(60);
    let server = await Server.startHealthy(disk);
    try {
      await fleet.register(server);
      for (let batch = 0; batch < 20; batch++) await fleet.mustSend(server, fleet.batch(5));
      fill(join(disk, 'ballast'));
      const refused = fleet.batch(5);
      await fleet.send(server, refused);
      await server.kill();

      // It may refuse to start for want of room, or serve what it has.
      server = await Server.start(disk);
      const isUp = await server.healthy().then(() => true, () => false);
      if (isUp) await fleet.verify(server, { maybe: refused });
      else assert.match(server.output, /disk is full|no space/i);
      await server.kill();

      rmSync(join(disk, 'ballast'));
      server = await Server.startHealthy(disk);
      await fleet.verify(server, { maybe: refused });
      await fleet.mustSend(server, refused);
      await fleet.verify(server);
      t.diagnostic(`on the full disk the server ${isUp ? 'served' : 'refused to start'}`);
    } finally {
      await server.kill();
    }
  });
}));
