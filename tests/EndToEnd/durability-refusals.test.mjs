// Where the server refuses to start rather than to lose or overwrite what is there: one line that says what to do, exit code 1, and the files as they were.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { closeSync, copyFileSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { python } from './durability/database.mjs';
import { makeReadOnly, onSmallDisk } from './durability/mount.mjs';
import { Server, databaseIn, inFolder } from './durability/server.mjs';
import { SmallFleet } from './durability/small-fleet.mjs';
import { skipWithoutStrace, withSlowReads } from './durability/strace.mjs';

/** Starts a server that has to end by itself; answers the one line that says why. */
const refusal = async folder => endsInOneLine(await Server.start(folder), folder);

async function endsInOneLine(server, folder) {
  const code = await server.ended();
  assert.equal(code, 1, server.output);
  assert.doesNotMatch(server.output, /^\s+at |Unhandled exception/m);
  const lines = server.output.split('\n').filter(line => line.includes(folder));
  assert.equal(lines.length, 1, server.output);
  return lines[0];
}

/** Lets a server keep something in the folder. */
async function useOnce(folder, end = server => server.stop()) {
  const fleet = new SmallFleet(3);
  const server = await Server.startHealthy(folder);
  try {
    await fleet.register(server);
    await fleet.mustSend(server, fleet.batch(3));
    await end(server);
  } finally {
    await server.kill();
  }

  return fleet;
}

/** What stands in the files of a folder; not the lock, the process id and the shared memory, which hold nothing that is kept. */
const contents = folder => readdirSync(folder).filter(name => !/\.lock$|\.pid$|-shm$/.test(name) && statSync(join(folder, name)).isFile() && statSync(join(folder, name)).size > 0).sort()
  .map(name => `${name} ${createHash('sha256').update(readFileSync(join(folder, name))).digest('hex')}`);

async function refusesAndKeeps(folder, expected) {
  const before = contents(folder);
  const line = await refusal(folder);
  assert.match(line, expected);
  assert.deepEqual(contents(folder), before);
}

async function serves(folder, fleet) {
  const server = await Server.startHealthy(folder);
  try {
    await fleet.verify(server);
  } finally {
    await server.kill();
  }
}

function overwrite(path, position, bytes) {
  const file = openSync(path, 'r+');
  writeSync(file, bytes, 0, bytes.length, position);
  closeSync(file);
}

/** Leaves a write-ahead log behind; answers the version that was there. */
const setVersion = (folder, version) => python(`
import os, sqlite3, sys
c = sqlite3.connect(sys.argv[1])
c.execute('PRAGMA journal_mode = WAL')
print(c.execute('PRAGMA user_version').fetchone()[0], flush=True)
c.execute('PRAGMA user_version = ' + sys.argv[2])
os._exit(0)
`, databaseIn(folder), String(version));

test('the second server on one folder names the first, which goes on', () => inFolder(async folder => {
  const fleet = new SmallFleet(3);
  const first = await Server.startHealthy(folder);
  try {
    await fleet.register(first);
    const line = await refusal(folder);
    assert.match(line, new RegExp(`\\b${first.pid}\\b`));
    await fleet.mustSend(first, fleet.batch(3));
    await fleet.verify(first);
    await first.kill();
    await serves(folder, fleet);
  } finally {
    await first.kill();
  }
}));

for (const [how, end] of [['stopped', server => server.stop()], ['killed', server => server.kill()]]) {
  test(`a database of a newer version is refused after the server was ${how}`, () => inFolder(async folder => {
    const fleet = await useOnce(folder, end);
    const version = setVersion(folder, 999);
    await refusesAndKeeps(folder, /newer/i);
    setVersion(folder, version);
    await serves(folder, fleet);
  }));
}

for (const [what, damage] of [
  ['a header that was overwritten', path => overwrite(path, 0, Buffer.alloc(100, 'x'))],
  ['text', path => writeFileSync(path, 'not a database\n'.repeat(1000))],
  ['the database of another program', path => python('import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute("create table t(x)")', path)],
  ['its table of tables overwritten', path => overwrite(path, 100, Buffer.alloc(3996, 'x'))],
]) {
  test(`a file is refused that is damaged or not ours: ${what}`, () => inFolder(async folder => {
    if (!what.includes('program')) await useOnce(folder);
    damage(databaseIn(folder));
    await refusesAndKeeps(folder, /damaged|not a database|not (one )?of ours|another program/i);
  }));
}

test('whichever page of the file is damaged, nothing wrong is served', t => inFolder(async folder => {
  const fleet = await useOnce(folder);
  const whole = readFileSync(databaseIn(folder));
  const pages = whole.length / 4096;
  const copy = join(folder, 'copy');
  mkdirSync(copy);
  let refused = 0;
  for (let page = 1; page < pages; page++) {
    const damaged = Buffer.from(whole);
    damaged.fill('x', page * 4096, (page + 1) * 4096);
    writeFileSync(databaseIn(copy), damaged);
    const server = await Server.start(copy);
    try {
      // A page of the history is not read at the start.
      const isUp = await server.healthy().then(() => true, () => false);
      if (isUp) await fleet.verify(server);
      else assert.match(server.output, /damaged/, `page ${page}: ${server.output}`);
      refused += isUp ? 0 : 1;
    } finally {
      await server.kill();
    }

    rmSync(copy, { recursive: true });
    mkdirSync(copy);
  }

  assert.ok(refused > 0);
  t.diagnostic(`${refused} of ${pages - 1} pages are missed at the start`);
}));

for (const [what, lose] of [['missing', rmSync], ['empty', path => truncateSync(path, 0)]]) {
  for (const [how, end] of [['stopped', server => server.stop()], ['killed', server => server.kill()]]) {
    test(`a database that is ${what} after the server was ${how} is not taken for a new one`, () => inFolder(async folder => {
      await useOnce(folder, end);
      lose(databaseIn(folder));
      await refusesAndKeeps(folder, /missing or empty/);
    }));
  }
}

test('a backup beside the log of the database that was there before is refused until the log is moved away', () => inFolder(async folder => {
  const fleet = new SmallFleet(3);
  const server = await Server.startHealthy(folder);
  let backup;
  try {
    await fleet.register(server);
    await fleet.mustSend(server, fleet.batch(3));
    const { status, body } = await server.ask('POST', '/admin/backup');
    assert.equal(status, 200, JSON.stringify(body));
    backup = join(folder, 'backups', body.file);
    await new SmallFleet(5).register(server);
  } finally {
    await server.kill();
  }

  copyFileSync(backup, databaseIn(folder));
  await refusesAndKeeps(folder, /-wal` still lies beside it/);
  for (const suffix of ['-wal', '-shm']) rmSync(databaseIn(folder) + suffix, { force: true });
  await serves(folder, fleet);
}));

test('a start that fails while it is asked whether it is ready ends in one line too', { skip: skipWithoutStrace() }, t => inFolder(async folder => {
  await useOnce(folder);
  const pages = readFileSync(databaseIn(folder));
  writeFileSync(databaseIn(folder), pages.fill('x', 4096));
  let count = 0;
  for (let start = 0; start < 5; start++) {
    const server = await Server.start(folder, { tracer: withSlowReads(databaseIn(folder), 100) });
    const ask = () => fetch(`${server.endpoint}/health`).then(async response => (await response.text(), response.status), () => 0);
    const poll = async () => {
      while (!server.hasEnded) {
        const status = await ask();
        assert.ok(status === 0 || status === 503, `${status}:\n${server.output}`);
        count += status === 503 ? 1 : 0;
      }
    };
    await Promise.all([...Array.from({ length: 16 }, poll), endsInOneLine(server, folder)]);
  }

  t.diagnostic(`${count} times 503`);
}));

test('a file where the folder should be is refused', () => inFolder(async folder => {
  const path = join(folder, 'file');
  writeFileSync(path, 'x');
  const line = await refusal(path);
  assert.match(line, /folder|directory/i);
  assert.equal(readFileSync(path, 'utf8'), 'x');
}));

for (const [what, prepare] of [['a database', useOnce], ['nothing', async () => {}]]) {
  test(`a folder that cannot be written is refused: with ${what} in it`, t => inFolder(async folder => {
    const disk = join(folder, 'disk');
    await onSmallDisk(t, disk, 24, async () => {
      await prepare(disk);
      makeReadOnly(disk);
      await refusesAndKeeps(disk, /read-only|cannot be written/i);
    });
  }));
}
