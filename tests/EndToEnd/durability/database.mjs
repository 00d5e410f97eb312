// Looks at a database file with Python's SQLite, which knows nothing of the server.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseIn } from './server.mjs';

/** Runs a Python program with arguments and answers what it printed. */
export const python = (program, ...args) => pythonIn({}, program, ...args);

/** The same with more in its environment. */
export function pythonIn(env, program, ...args) {
  const run = spawnSync('python3', ['-c', program, ...args], { encoding: 'utf8', env: { ...process.env, ...env } });
  assert.equal(run.status, 0, run.stderr ?? String(run.error));
  return run.stdout.trim();
}

/** Checks a copy of the files of a process that is dead, so that the next process finds them as they were left. */
export function checkIntegrity(folder) {
  if (!existsSync(databaseIn(folder))) return;
  const copy = mkdtempSync(join(tmpdir(), 'connectivity-copy-'));
  for (const suffix of ['', '-wal', '-journal']) {
    if (existsSync(databaseIn(folder) + suffix)) copyFileSync(databaseIn(folder) + suffix, databaseIn(copy) + suffix);
  }

  assert.equal(python('import sqlite3, sys; print(*sqlite3.connect(sys.argv[1]).execute("PRAGMA integrity_check"))', databaseIn(copy)), "('ok',)");
  rmSync(copy, { recursive: true });
}
