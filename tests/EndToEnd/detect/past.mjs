// A server as it was some time ago, so that a profile can have been attached before what is replayed happened.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../clock-behind.c', import.meta.url));

/** The environment of a process whose clock is behind by some seconds. The library is built into the folder. */
export function inThePast(folder, seconds) {
  const library = join(folder, 'clock-behind.so');
  const build = spawnSync('clang', ['-shared', '-fPIC', '-O2', '-Wall', '-Werror', '-o', library, source], { encoding: 'utf8' });
  assert.equal(build.status, 0, build.stderr ?? String(build.error));
  return { LD_PRELOAD: library, CLOCK_BEHIND: String(seconds) };
}
