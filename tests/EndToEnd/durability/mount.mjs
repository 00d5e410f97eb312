// A small file system of its own, in memory, for a disk that is full or cannot be written.
import { spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';

const run = (command, ...args) => spawnSync(command, args, { encoding: 'utf8' });

/** Mounts it on a new folder and takes it away afterwards. Skips the test, loudly, where nobody may mount. */
export async function onSmallDisk(t, folder, megabytes, act) {
  await mkdir(folder);
  const mount = run('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder);
  if (mount.status !== 0) {
    t.skip(`SKIPPED, SKIPPED, SKIPPED: a tmpfs cannot be mounted here: ${mount.error ?? mount.stderr}`);
    return;
  }

  try {
    await act();
  } finally {
    const unmount = run('umount', folder);
    if (unmount.status !== 0) console.error(`${folder} is still mounted: ${unmount.stderr}`);
  }
}

/** From now on nothing can be written. */
export function makeReadOnly(folder) {
  const remount = run('mount', '-o', 'remount,ro', folder);
  if (remount.status !== 0) throw new Error(remount.stderr);
}
