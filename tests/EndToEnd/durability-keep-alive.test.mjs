// A server that was dead for longer than things may be silent: it has heard nothing of them and concludes nothing from that, until it has listened as long itself.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Server, inFolder, sleep } from './durability/server.mjs';
import { until } from './server.mjs';

const keepAliveSeconds = 4;
const graceMs = 1.5 * keepAliveSeconds * 1000;
const things = ['silent', 'alive', 'never-watched'];

const connected = clientId => ({ clientId, eventType: 'connected', timestamp: Date.now(), sessionIdentifier: clientId, versionNumber: 1, keepAliveDuration: keepAliveSeconds });
const heartbeat = clientId => ({ clientId, eventType: 'heartbeat', timestamp: Date.now() });

async function mustIngest(server, events) {
  const { status, body } = await server.ingest(events);
  assert.equal(status, 200, JSON.stringify(body));
  assert.deepEqual(body.rejected, []);
}

const isConnected = async (server, thing) => (await server.status(thing)).body.connected;

test('nobody is declared lost before a full grace period after a restart, and then whoever is silent', () => inFolder(async folder => {
  let server = await Server.startHealthy(folder);
  try {
    for (const thing of things) await server.ask('POST', `/things/${thing}`);
    await mustIngest(server, things.map(connected));
    await mustIngest(server, ['silent', 'alive'].map(heartbeat));

    // An orderly end writes the last activity at once. Then a kill, before this second life has listened long enough.
    assert.equal(await server.stop(), 0, server.output);
    server = await Server.startHealthy(folder);
    await server.kill();
    await sleep(graceMs + 500);

    const begin = Date.now();
    server = await Server.startHealthy(folder);
    const ready = Date.now();
    for (let now = ready; now < begin + graceMs; now = Date.now()) {
      const states = await Promise.all(things.map(thing => isConnected(server, thing)));

      // As asked before the time was up.
      if (Date.now() < begin + graceMs) assert.deepEqual(states, [true, true, true], `${now - ready} ms after it was ready`);
      if (now > ready + graceMs / 2) await mustIngest(server, [heartbeat('alive')]);
      await sleep(50);
    }

    const { body } = await until(() => server.status('silent'), ({ body }) => !body.connected, 'the silent thing');
    assert.equal(body.disconnectReason, 'MQTT_KEEP_ALIVE_TIMEOUT');
    assert.deepEqual(await Promise.all(things.map(thing => isConnected(server, thing))), [false, true, true]);
  } finally {
    await server.kill();
  }
}));
