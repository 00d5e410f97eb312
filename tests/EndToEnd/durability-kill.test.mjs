// What the server acknowledged is there after kill -9, whenever that comes.
//
//   KILLS=500 SEED=1 node --test durability-kill.test.mjs
import { test } from 'node:test';
import { KillRun } from './durability/kill-run.mjs';
import { inFolder } from './durability/server.mjs';

test('what was acknowledged survives kill -9 again and again, and sending the rest again converges', async t => {
  await inFolder(async folder => {
    const seed = Number(process.env.SEED ?? Date.now() % 1_000_000_000);
    t.diagnostic(await new KillRun({ folder, seed }).run(Number(process.env.KILLS ?? 50)));
  });
});
