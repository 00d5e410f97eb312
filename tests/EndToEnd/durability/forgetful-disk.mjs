// A process on a disk that forgets what was not synced; see unsynced.c.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { databaseIn } from './server.mjs';

const source = fileURLToPath(new URL('../unsynced.c', import.meta.url));

/** Builds the library into a folder. */
export function buildForgetfulDisk(folder) {
  const library = join(folder, 'unsynced.so');
  const build = spawnSync('clang', ['-shared', '-fPIC', '-O2', '-Wall', '-Werror', '-o', library, source], { encoding: 'utf8' });
  assert.equal(build.status, 0, build.stderr ?? String(build.error));
  return library;
}

/** The environment of a process whose database forgets. With a seed, some of what was not synced is on the disk all the same. */
export const forgetful = (library, folder, seed) =>
  ({ LD_PRELOAD: library, UNSYNCED_DATABASE: databaseIn(folder), ...(seed !== undefined && { UNSYNCED_SEED: String(seed) }) });

/** Every fifth sync of the processes on this folder fails in the meantime. */
export async function whileSyncsFail(folder, act) {
  const flag = `${databaseIn(folder)}-fail`;
  writeFileSync(flag, '');
  try {
    await act();
  } finally {
    rmSync(flag);
  }
}
