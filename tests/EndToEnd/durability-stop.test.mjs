// The server is asked to stop while clients go on: they are told so, or their connections are closed. Nobody hears of an internal error, and what was acknowledged is there at the next start.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from './durability/client.mjs';
import { namesOf } from './durability/kill-run.mjs';
import { Random } from './durability/random.mjs';
import { Server, inFolder, sleep } from './durability/server.mjs';

test('a server that is stopped while events come answers 200, 503 or not at all', t => inFolder(async folder => {
  const clients = Array.from({ length: 8 }, (_, i) => new Client(`c${i}`, new Random(i + 1)));
  const all = act => Promise.all(clients.map(act));
  const stops = 6;
  for (let stop = 0; stop <= stops; stop++) {
    const server = await Server.startHealthy(folder);
    try {
      // Before that it may have said that it is not ready.
      const started = server.output.length;
      const names = await namesOf(server);
      await all(client => client.verify(server, names));
      await all(client => client.sendAgain(server));
      if (stop === stops) break;
      const running = all(client => client.run(server));
      running.catch(() => {});
      await sleep(50 + stop * 100);
      assert.equal(await server.stop(), 0, server.output);
      await running;
      assert.doesNotMatch(server.output.slice(started), /^\s+at |^fail:/m);
    } finally {
      await server.kill();
    }
  }

  const sum = count => clients.reduce((total, client) => total + count(client), 0);
  assert.ok(sum(client => client.acknowledged.events) > 0);
  t.diagnostic(`${sum(client => client.acknowledged.events)} events acknowledged, ${sum(client => client.refused)} requests refused, ${sum(client => client.cutOff)} cut off`);
}));
