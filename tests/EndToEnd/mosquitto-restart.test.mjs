// A Mosquitto that is killed or stopped and started again, with its log on standard error, and the server reading that from standard input.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import * as iot from '@aws-sdk/client-iot';
import { freePort, startServer, until } from './server.mjs';

let folder;
let broker;
let server;
let client;
let port;
const devices = new Set();

function device(id) {
  const child = spawn('mosquitto_sub', ['-h', '127.0.0.1', '-p', String(port), '-i', id, '-t', 'commands', '-k', '60'], { stdio: 'ignore' });
  devices.add(child);
  return child;
}

function startBroker() {
  broker = spawn('mosquitto', ['-c', join(folder, 'mosquitto.conf')], { stdio: ['ignore', 'ignore', 'pipe'] });
  broker.stderr.pipe(server.stdin, { end: false });
}

async function endBroker(signal) {
  broker.kill(signal);
  await once(broker, 'close');
}

const status = thingName => client.send(new iot.GetThingConnectivityDataCommand({ thingName, includeSocketInformation: true })).catch(error => ({ error: error.name }));
const isOnline = (thingName) => until(() => status(thingName), answer => answer.connected === true, `${thingName} online`);
const isOffline = (thingName) => until(() => status(thingName), answer => answer.connected === false, `${thingName} offline`);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mosquitto-'));
  port = await freePort();
  await writeFile(join(folder, 'mosquitto.conf'), [`listener ${port} 127.0.0.1`, 'allow_anonymous true', 'log_dest stderr', 'persistence false', ''].join('\n'));
  server = await startServer(
    '--Ingest:Stdin=mosquitto', '--ThingConnectivity:RegisterOnFirstContact=true',
    '--ThingConnectivity:Brokers:ReconnectGrace=00:00:05', '--ThingConnectivity:Brokers:MaxReconnectGrace=00:00:05');
  client = new iot.IoTClient({
    endpoint: server.endpoint, region: 'us-east-1', maxAttempts: 1,
    credentials: { accessKeyId: 'local-admin', secretAccessKey: 'local-admin-secret' },
  });
  startBroker();
  await new Promise(resolve => setTimeout(resolve, 500));
});

after(async () => {
  for (const child of devices) child.kill('SIGKILL');
  broker?.kill();
  await server?.stop();
  if (folder) await rm(folder, { recursive: true });
});

for (const [signal, reason] of [['SIGKILL', 'SERVER_ERROR'], ['SIGTERM', 'SERVER_INITIATED_DISCONNECT']]) {
  test(`after ${signal} of the broker what does not come back ends as ${reason}`, async () => {
    const [back, lost] = [`back-${signal}`, `lost-${signal}`];
    device(back);
    const gone = device(lost);
    const first = await isOnline(back);
    await isOnline(lost);

    // Stopped, so that it does not tell its broker, nor comes back.
    gone.kill('SIGSTOP');
    await endBroker(signal);
    gone.kill('SIGKILL');
    startBroker();

    await until(() => status(back), answer => answer.connected && answer.sourcePort !== first.sourcePort, `${back} back`);
    assert.equal((await status(lost)).connected, true);
    assert.equal((await isOffline(lost)).disconnectReason, reason);
    assert.equal((await status(back)).connected, true);
  });
}
