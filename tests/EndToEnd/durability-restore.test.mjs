// A start that takes long, because every read of the database does: until all is back the server says so to everybody, and answers nothing else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Server, databaseIn, inFolder, sleep } from './durability/server.mjs';
import { SmallFleet } from './durability/small-fleet.mjs';
import { skipWithoutStrace, withSlowReads } from './durability/strace.mjs';

const healthOf = server => fetch(`${server.endpoint}/health`).then(async response => (await response.text(), response.status), () => 0);

/** Everything that may be asked, answered while the server says that it is not ready; nothing when it became ready meanwhile. */
async function answersWhileStarting(server, event) {
  const before = await healthOf(server);
  const answers = await Promise.all([
    server.status('thing-0'), server.ask('GET', '/things'), server.ask('POST', '/things/late-comer'), server.ask('DELETE', '/things/nobody'),
    server.ask('GET', '/things/thing-0/connectivity-history'), server.ingest([event]),
  ].map(asked => asked.catch(() => null)));
  return before === 503 && await healthOf(server) === 503 ? answers : [];
}

test('nothing but 503 is answered until everything is restored', { skip: skipWithoutStrace() }, t => inFolder(async folder => {
  const fleet = new SmallFleet(60);
  let server = await Server.startHealthy(folder);
  try {
    await fleet.register(server);
    for (let batch = 0; batch < 30; batch++) await fleet.mustSend(server, fleet.batch(5));
    await server.kill();

    // Twice: the first is killed while it restores.
    let count = 0;
    for (const isKilled of [true, false]) {
      server = await Server.start(folder, { tracer: withSlowReads(databaseIn(folder), 5) });
      let health = 0;
      for (const end = Date.now() + 60_000; health !== 200 && Date.now() < end; await sleep(10)) {
        health = await healthOf(server);
        if (health !== 503) continue;
        for (const answer of await answersWhileStarting(server, fleet.things[0].event(0))) {
          assert.deepEqual({ status: answer?.status, error: answer?.error }, { status: 503, error: 'ServiceUnavailableException' }, JSON.stringify(answer));
          count++;
        }

        if (isKilled) break;
      }

      assert.equal(health, isKilled ? 503 : 200, server.output);
      if (isKilled) await server.kill();
    }

    assert.ok(count >= 12, `only ${count} answers while it started`);
    await fleet.verify(server);
    t.diagnostic(`${count} times 503`);
  } finally {
    await server.kill();
  }
}));
