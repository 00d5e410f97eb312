// Commands that run the server under strace.
import { spawnSync } from 'node:child_process';

const quiet = ['strace', '-f', '--seccomp-bpf', '-qq', '-e', 'signal=none'];

/** Why a test that needs strace cannot run here, loudly; false where it can. */
export const skipWithoutStrace = () => {
  const probe = spawnSync(quiet[0], [...quiet.slice(1), '-o', '/dev/null', 'true'], { encoding: 'utf8' });
  return probe.status === 0 ? false : `SKIPPED, SKIPPED, SKIPPED: strace does not work here: ${probe.error ?? probe.stderr}`;
};

/** Writes down what goes to files and sockets, in the form that sync-trace.mjs reads. */
export const recordTo = file => [
  ...quiet, '-y', '-xx', '-s', '1000000', '-e', 'trace=pwrite64,pwritev,write,writev,fsync,fdatasync,sendto,sendmsg,recvfrom,recvmsg', '-o', file];

/** Makes every read of a database take some milliseconds longer. */
export const withSlowReads = (database, milliseconds) => [
  ...quiet, '-P', database, '-P', `${database}-wal`, '-e', 'trace=pread64', '-e', `inject=pread64:delay_enter=${milliseconds * 1000}`, '-o', '/dev/null'];
