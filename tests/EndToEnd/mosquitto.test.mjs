// A stock Mosquitto with its log on topics, real MQTT clients, and the server reading the log from standard input.
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
let log;
let server;
let client;
let port;
const devices = new Set();

function device(id, ...args) {
  const child = spawn('mosquitto_sub', ['-h', '127.0.0.1', '-p', String(port), '-i', id, '-t', 'commands', ...args], { stdio: 'ignore' });
  devices.add(child);
  return child;
}

const status = thingName => client.send(new iot.GetThingConnectivityDataCommand({ thingName, includeSocketInformation: true })).catch(error => ({ error: error.name }));
const isOnline = (thingName) => until(() => status(thingName), answer => answer.connected === true, `${thingName} online`);
const isOffline = (thingName) => until(() => status(thingName), answer => answer.connected === false, `${thingName} offline`);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mosquitto-'));
  port = await freePort();
  await writeFile(join(folder, 'mosquitto.conf'), [
    `listener ${port} 127.0.0.1`, 'allow_anonymous true', 'log_dest topic', 'log_type error', 'log_type notice', 'log_type information',
    'connection_messages true', 'persistence false', '',
  ].join('\n'));
  broker = spawn('mosquitto', ['-c', join(folder, 'mosquitto.conf')], { stdio: 'ignore' });
  await new Promise(resolve => setTimeout(resolve, 500));
  server = await startServer('--Ingest:Stdin=mosquitto', '--ThingConnectivity:RegisterOnFirstContact=true');
  log = spawn('mosquitto_sub', ['-h', '127.0.0.1', '-p', String(port), '-i', 'log-reader', '-t', '$SYS/broker/log/#'], { stdio: ['ignore', 'pipe', 'ignore'] });
  log.stdout.pipe(server.stdin);
  await new Promise(resolve => setTimeout(resolve, 500));
  client = new iot.IoTClient({
    endpoint: server.endpoint, region: 'us-east-1', maxAttempts: 1,
    credentials: { accessKeyId: 'local-admin', secretAccessKey: 'local-admin-secret' },
  });
});

after(async () => {
  for (const child of devices) child.kill('SIGKILL');
  log?.kill();
  await server?.stop();
  broker?.kill();
  if (folder) await rm(folder, { recursive: true });
});

test('a device that disconnects is offline by its own wish', async () => {
  const child = device('clean', '-k', '30');
  const online = await isOnline('clean');
  assert.equal(online.keepAliveDuration, 30);
  assert.equal(online.cleanSession, true);
  assert.equal(online.sourceIp, '127.0.0.1');
  child.kill('SIGTERM');
  assert.equal((await isOffline('clean')).disconnectReason, 'CLIENT_INITIATED_DISCONNECT');
});

test('a device whose process dies has lost its connection', async () => {
  const child = device('cut');
  await isOnline('cut');
  child.kill('SIGKILL');
  assert.equal((await isOffline('cut')).disconnectReason, 'CONNECTION_LOST');
});

test('a device that falls silent has exceeded its keep-alive', async () => {
  const child = device('silent', '-k', '5');
  await isOnline('silent');
  child.kill('SIGSTOP');
  assert.equal((await until(() => status('silent'), answer => answer.connected === false, 'silent offline', 40)).disconnectReason, 'MQTT_KEEP_ALIVE_TIMEOUT');
});

test('after a takeover the device is online with the new connection', async () => {
  const first = device('twin');
  const before = await isOnline('twin');
  const second = device('twin');
  await until(() => status('twin'), answer => answer.connected && answer.sourcePort !== before.sourcePort, 'the second connection');
  first.kill('SIGKILL');
  await new Promise(resolve => setTimeout(resolve, 1500));
  assert.equal((await status('twin')).connected, true);
  second.kill('SIGKILL');
  await isOffline('twin');
});
