// The order of the server's system calls: what an answer acknowledges is on the disk before the answer is sent.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Server, databaseIn, inFolder } from './durability/server.mjs';
import { recordTo, skipWithoutStrace } from './durability/strace.mjs';
import { checkSyncs } from './durability/sync-trace.mjs';

let marks = 0;
const mark = () => `mark-${String(++marks).padStart(6, '0')}`;
const connect = (thing, version) => ({ clientId: thing, eventType: 'connected', timestamp: Date.UTC(2026, 0, 1) + version * 1000, versionNumber: version, sessionIdentifier: mark() });

/** Every answer has to be 200; answers how many there were. */
async function acknowledged(...requests) {
  const answers = await Promise.all(requests);
  for (const answer of answers) assert.equal(answer.status, 200, JSON.stringify(answer));
  return answers.length;
}

const range = count => Array.from({ length: count }, (_, i) => i);

/** Registers, then sends events one by one, many at once, the same one at once and once more. Answers how many requests were acknowledged. */
async function useServer(server) {
  const things = range(16).map(mark);
  let count = 0;
  for (const thing of things.slice(0, 4)) count += await acknowledged(server.ask('POST', `/things/${thing}`));
  count += await acknowledged(...things.slice(4).map(thing => server.ask('POST', `/things/${thing}`)));
  for (const version of range(20)) count += await acknowledged(server.ingest([connect(things[0], version)]));
  for (const version of range(10)) count += await acknowledged(...things.map(thing => server.ingest([connect(thing, 100 + version)])));
  for (const version of range(5)) {
    const event = connect(things[1], 200 + version);
    count += await acknowledged(...range(8).map(() => server.ingest([event])));
    count += await acknowledged(server.ingest([event]));
  }

  count += await acknowledged(server.ingest(range(300).map(version => connect(things[2], 300 + version))));
  return count;
}

test('nothing is acknowledged before it is synced', { skip: skipWithoutStrace() }, () => inFolder(async folder => {
  const file = join(folder, 'trace');
  const server = await Server.startHealthy(folder, { tracer: recordTo(file) });
  let count;
  try {
    count = await useServer(server);
    assert.equal(await server.stop(), 0, server.output);
  } finally {
    await server.kill();
  }

  const trace = readFileSync(file, 'latin1');
  const wal = `${databaseIn(folder)}-wal`;
  const { answers, faults } = checkSyncs(trace, wal);
  assert.equal(faults.length, 0, faults.slice(0, 5).join('\n'));
  assert.equal(answers, count);

  // The same trace with something wrong has to be noticed.
  const lines = trace.split('\n');
  const isSync = line => /\bf(data)?sync\(/.test(line) || /<\.\.\. f(data)?sync resumed>/.test(line);
  const faultsIn = (changed, path = wal) => checkSyncs(changed.join('\n'), path).faults.length;
  assert.ok(faultsIn(lines.filter(line => !isSync(line))) >= count, 'without syncs');
  const failed = lines.map(line => isSync(line) ? line.replace(/= 0$/, '= -1 EIO (Input/output error)') : line);
  assert.ok(faultsIn(failed) >= count, 'with syncs that fail');
  assert.ok(faultsIn(withLateSyncs(lines, isSync)) > 0, 'with syncs after the answer');
  assert.ok(faultsIn(lines, `${wal}2`) >= count, 'with writes to another file');
}));

/** Every sync is done after the next answer. */
function withLateSyncs(lines, isSync) {
  const late = [];
  let held = [];
  for (const line of lines) {
    if (isSync(line)) held.push(line);
    else late.push(line);
    if (/\bsend(to|msg)\(/.test(line)) {
      late.push(...held);
      held = [];
    }
  }

  return [...late, ...held];
}

const write = (offset, hex) => `1 pwrite64(5</d/connectivity.db-wal>, "${hex.replaceAll(/../g, '\\x$&')}", ${hex.length / 2}, ${offset}) = ${hex.length / 2}`;
const header = isCommit => `00000001${isCommit ? '00000002' : '00000000'}${'00'.repeat(16)}`;
const hex = text => Buffer.from(text).toString('hex');
const socket = (call, text) => `1 ${call}(9<socket:[1]>, "${hex(text).replaceAll(/../g, '\\x$&')}", 1, 0, NULL, 0) = 1`;
const [asked, synced, answer] = [socket('recvfrom', 'POST /things/mark-1'), '1 fsync(5</d/connectivity.db-wal>) = 0', socket('sendto', 'HTTP/1.1 200 OK')];
const [frame, commit] = [[write(32, header(false)), write(56, hex('..mark-1..'))], [write(100, header(true)), write(124, hex('other'))]];

for (const [name, lines, fault] of [
  ['in order', [asked, ...frame, ...commit, synced, answer], null],
  ['not synced', [asked, ...frame, ...commit, answer, synced], 'the write-ahead log was synced'],
  ['synced before the commit', [asked, ...frame, synced, ...commit, answer], 'the write-ahead log was synced'],
  ['not committed', [asked, ...frame, synced, answer, ...commit], 'its transaction was written'],
  ['not written', [asked, ...commit, synced, answer], 'it was written'],
  ['a sync that is not finished', [asked, ...frame, ...commit, '2 fsync(5</d/connectivity.db-wal> <unfinished ...>', answer, '2 <... fsync resumed>) = 0'], 'the write-ahead log was synced'],
  ['a sync that began too early', [asked, ...frame, '2 fsync(5</d/connectivity.db-wal> <unfinished ...>', ...commit, '2 <... fsync resumed>) = 0', answer], 'the write-ahead log was synced'],
  ['a sync of the other file', [asked, ...frame, ...commit, '1 fsync(5</d/connectivity.db>) = 0', answer], 'the write-ahead log was synced'],
]) {
  test(`a trace with an answer is read: ${name}`, () => {
    const { answers, faults } = checkSyncs(lines.join('\n'), '/d/connectivity.db-wal');
    assert.equal(answers, 1);
    assert.deepEqual(faults.map(text => text.replace(/^line \d+: the answer about mark-1 was sent before /, '')), fault === null ? [] : [fault]);
  });
}
