// A kill proves no sync, since what the process wrote stays in the kernel. Here the disk below the database forgets whatever was not synced (unsynced.c).
//
//   FORGETFUL_KILLS=150 SEED=1 node --test durability-unsynced.test.mjs
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { checkIntegrity, python, pythonIn } from './durability/database.mjs';
import { buildForgetfulDisk, forgetful, whileSyncsFail } from './durability/forgetful-disk.mjs';
import { KillRun } from './durability/kill-run.mjs';
import { databaseIn, inFolder } from './durability/server.mjs';

// Commits a row at a time, says which, and after the last one waits to be killed.
const writer = `
import signal, sqlite3, sys
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute('pragma journal_mode=wal')
c.execute('pragma synchronous=full')
c.execute('create table if not exists t(id integer primary key, text)')
c.execute('pragma synchronous=' + sys.argv[2])
for i in range(200):
    c.execute('insert into t values(?, ?)', (i, 'x' * 300))
print('done', flush=True)
signal.pause()
`;

// Does the same to the database and to a dictionary, with two connections, check-points, vacuums and new starts, and compares.
const comparer = `
import random, sqlite3, sys
path, r = sys.argv[1], random.Random(int(sys.argv[2]))
def connect():
    c = sqlite3.connect(path, isolation_level=None, timeout=0)
    c.execute('pragma journal_mode=' + r.choice(['wal', 'wal', 'delete', 'truncate']))
    c.execute('pragma synchronous=%d' % r.randrange(3))
    return c, sqlite3.connect(path, isolation_level=None, timeout=0)
c, d = connect()
c.execute('create table t(id integer primary key, b blob)')
model = {}
for i in range(300):
    k = r.randrange(20)
    if k < 12:
        c.execute('begin')
        for _ in range(r.randrange(1, 20)):
            key, b = r.randrange(500), r.randbytes(r.choice([10, 200, 5000]))
            c.execute('replace into t values(?, ?)', (key, b))
            model[key] = b
        c.execute('commit')
    elif k < 15:
        low = r.randrange(500)
        c.execute('delete from t where id between ? and ?', (low, low + 40))
        model = {key: b for key, b in model.items() if not low <= key <= low + 40}
    elif k == 15: c.execute('pragma wal_checkpoint(%s)' % r.choice(['passive', 'full', 'truncate', 'restart'])).fetchall()
    elif k == 16: c.execute('vacuum')
    elif k == 17:
        c.close(); d.close()
        c, d = connect()
    elif k == 18: assert d.execute('pragma integrity_check').fetchall() == [('ok',)], i
    else: assert dict(d.execute('select id, b from t')) == model, i
assert dict(d.execute('select id, b from t')) == model
print('same')
`;

let tools;
let library;

before(() => {
  tools = mkdtempSync(join(tmpdir(), 'unsynced-'));
  library = buildForgetfulDisk(tools);
});

after(() => rmSync(tools, { recursive: true }));

/** How many of 200 committed rows are there after a kill; `look` sees the files before anybody else opens them. */
async function rowsLeft(folder, synchronous, seed, look = () => {}) {
  const child = spawn('python3', ['-c', writer, databaseIn(folder), synchronous], { stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, ...forgetful(library, folder, seed) } });
  const closed = once(child, 'close');
  const [data] = await Promise.race([once(child.stdout, 'data'), closed]);
  child.kill('SIGKILL');
  await closed;
  assert.equal(String(data).trim(), 'done');
  look();
  return Number(python('import sqlite3, sys; print(*sqlite3.connect(sys.argv[1]).execute("select count(*) from t").fetchone())', databaseIn(folder)));
}

test('the disk keeps what was synced', () => inFolder(async folder => {
  assert.equal(await rowsLeft(folder, 'full'), 200);
  checkIntegrity(folder);
}));

for (const synchronous of ['normal', 'off']) {
  test(`the disk forgets what was not synced: synchronous=${synchronous}`, () => inFolder(async folder => {
    assert.equal(await rowsLeft(folder, synchronous), 0);
  }));
}

test('the disk keeps some of what was not synced when it writes back by itself', () => inFolder(async folder => {
  let kept = 0;
  for (let seed = 0; seed <= 4; seed++) {
    const below = join(folder, String(seed));
    mkdirSync(below);
    const rows = await rowsLeft(below, 'normal', seed === 0 ? undefined : seed, () => { kept = readFileSync(`${databaseIn(below)}-wal`, 'latin1').split('x'.repeat(300)).length - 1; });
    assert.ok(rows < 200, `seed ${seed}: all rows are left`);
    if (seed === 0) assert.equal(kept, 0);
    else assert.ok(kept > 0, `seed ${seed}: the log holds nothing of the rows`);
    checkIntegrity(below);
  }
}));

test('what a failed sync should have written is lost, although a later sync succeeds', () => inFolder(folder => whileSyncsFail(folder, () => {
  const env = forgetful(library, folder);
  const program = `
import os, sys
f = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
lost = 0
for i in range(10):
    os.pwrite(f, b'x' * 4096, i * 4096)
    try: os.fdatasync(f)
    except OSError: lost += 1
os.fdatasync(f)
print(lost, os.pread(f, 10 * 4096, 0).count(b'x') // 4096)
`;
  assert.equal(pythonIn(env, program, databaseIn(folder)), '2 10');
  assert.equal(readFileSync(databaseIn(folder)).filter(byte => byte === 'x'.charCodeAt(0)).length / 4096, 8);
})));

test('a process that is not killed cannot tell the disk from another', () => inFolder(async folder => {
  for (let seed = 1; seed <= 3; seed++) {
    const below = join(folder, String(seed));
    mkdirSync(below);
    assert.equal(pythonIn(forgetful(library, below, seed), comparer, databaseIn(below), String(seed)), 'same');
  }
}));

for (const [what, faults] of [['forgets', false], ['forgets and fails to sync', true]]) {
  test(`what was acknowledged survives kill -9 on a disk that ${what}`, async t => {
    await inFolder(async folder => {
      const seed = Number(process.env.SEED ?? Date.now() % 1_000_000_000);
      const run = new KillRun({
        folder, seed,
        options: ({ kills }) => ({ env: forgetful(library, folder, kills % 2 === 0 ? undefined : seed + kills) }),
        afterKill: () => checkIntegrity(folder),
        verifyMore: server => assert.match(server.output, /^unsynced: .*connectivity\.db-wal is kept in memory$/m),
        whileUsed: use => faults ? whileSyncsFail(folder, use) : use(),
      });
      t.diagnostic(await run.run(Number(process.env.FORGETFUL_KILLS ?? 10)));
      if (faults) assert.ok(run.refused > 0, 'no sync failed');
    });
  });
}
