// What the server makes of its configuration: where it refuses to start, and who may call it. Callers use bearer tokens, so that no SDK is needed.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { assembly, freePort, startServer, until } from './server.mjs';

const statement = (effect, action, resource) => ({ Effect: effect, Action: action, Resource: resource });
const policy = (...statements) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const principal = (number, name, ...files) => [
  `--Principals:${number}:AccessKeyId=${name}`, `--Principals:${number}:SecretAccessKey=${name}-secret`, `--Principals:${number}:BearerToken=${name}-token-0123456789`,
  ...files.map((file, i) => `--Principals:${number}:PolicyFiles:${i}=${file}`),
];

let folder;
let all;
let reader;
let broken;

async function ask(server, name, method, path, body) {
  const response = await fetch(server.endpoint + path, {
    method,
    headers: { authorization: `Bearer ${name}-token-0123456789`, ...(body && { 'content-type': 'application/json' }) },
    body: body && JSON.stringify(body),
  });
  return { status: response.status, error: response.headers.get('x-amzn-errortype'), body: await response.json() };
}

/** Runs the server until it ends by itself, as it does when it refuses to start. */
async function refusal(...args) {
  const child = spawn('dotnet', [assembly, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', data => { output += data; });
  child.stderr.on('data', data => { output += data; });
  const tooLong = setTimeout(() => child.kill('SIGKILL'), 60_000);
  const [code, signal] = await once(child, 'close');
  clearTimeout(tooLong);
  assert.notEqual(signal, 'SIGKILL', `the server was still running after a minute:\n${output}`);
  assert.notEqual(code, 0);
  return output;
}

async function using(args, act) {
  const server = await startServer(...args);
  try {
    await act(server);
  } finally {
    await server.stop();
  }
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'connectivity-server-'));
  [all, reader, broken] = ['all.json', 'reader.json', 'broken.json'].map(name => join(folder, name));
  await writeFile(all, policy(statement('Allow', '*', '*')));
  await writeFile(reader, policy(statement('Allow', 'iot:GetThingConnectivityData', 'arn:aws:iot:*:*:thing/pump-*')));
  await writeFile(broken, policy(statement('Permit', '*', '*')));
});

after(() => rm(folder, { recursive: true }));

for (const urls of ['http://0.0.0.0:{port}', 'http://*:{port}', 'http://+:{port}', 'http://[::]:{port}', 'http://127.0.0.1:0;http://*:{port}']) {
  test(`the local principals do not listen on ${urls}`, async () => {
    const output = await refusal(`--urls=${urls.replace('{port}', await freePort())}`);
    assert.match(output, /with the local principals, whose keys everybody knows; configure Principals, or listen on 127\.0\.0\.1 only/);
  });
}

test('the local principals do not listen on an endpoint of the Kestrel section either', async () => {
  const output = await refusal(`--Kestrel:Endpoints:Public:Url=http://0.0.0.0:${await freePort()}`);
  assert.match(output, /with the local principals/);
});

test('principals of its own listen anywhere', async () => {
  await using(['--Kestrel:Endpoints:Public:Url=http://0.0.0.0:{port}', ...principal(0, 'boss', all)], async server => {
    assert.equal((await ask(server, 'boss', 'GET', '/things')).status, 200);
  });
});

test('configured principals may do what their policy files say', async () => {
  await using([...principal(0, 'boss', all), ...principal(1, 'reader', reader), ...principal(2, 'nobody')], async server => {
    assert.equal((await ask(server, 'boss', 'POST', '/things/pump-1')).status, 200);
    assert.equal((await ask(server, 'boss', 'POST', '/things/lamp-1')).status, 200);
    assert.deepEqual((await ask(server, 'reader', 'POST', '/things/pump-1/connectivity-data')).body, { thingName: 'pump-1', connected: false, disconnectReason: 'UNKNOWN' });
    assert.equal((await ask(server, 'reader', 'POST', '/things/lamp-1/connectivity-data')).error, 'AccessDeniedException');
    assert.deepEqual(await ask(server, 'nobody', 'GET', '/things'), {
      status: 403, error: 'AccessDeniedException',
      body: { message: 'User: arn:aws:iam::123456789012:user/nobody is not authorized to perform: iot:ListThings on resource: * because no identity-based policy allows the iot:ListThings action' },
    });
    // Those that everybody knows are gone.
    assert.equal((await fetch(`${server.endpoint}/things`, { headers: { authorization: 'Bearer local-admin-secret' } })).headers.get('x-amzn-errortype'), 'UnrecognizedClientException');
  });
});

test('a policy file that is wrong stops the start', async () => {
  const output = await refusal(...principal(0, 'boss', all, broken));
  assert.ok(output.includes(`policy file \`${broken}\``), output);
  assert.match(output, /Permit/);
});

test('a policy file that is missing stops the start', async () => {
  const output = await refusal(...principal(0, 'boss', join(folder, 'missing.json')));
  assert.ok(output.includes(join(folder, 'missing.json')), output);
});

for (const [arg, message] of [
  ['--Principals:0:AccessKeyId=boss', 'Principals:0:SecretAccessKey is missing'],
  ['--ThingConnectivity:Indexing=Maybe', 'ThingConnectivity:Indexing is `Maybe`, expected On or Off'],
  ['--Ingest:Stdin=telegraph', 'Ingest:Stdin is `telegraph`, expected one of aws, mosquitto, emqx, hivemq, vernemq, nanomq, rabbitmq, azure'],
  ['--Demo=-1', 'Demo is `-1`, expected a number from 0 to 1000000'],
  ['--ThingConnectivity:RequestsPerSecond=0', 'RequestsPerSecond is `0`, expected a number from 1 to 1000000'],
]) {
  test(`${arg} stops the start`, async () => {
    const output = await refusal(arg, `--urls=http://127.0.0.1:${await freePort()}`);
    assert.ok(output.includes(message), output);
  });
}

test('with indexing off it starts as AWS does', async () => {
  await using(['--ThingConnectivity:Indexing=Off', ...principal(0, 'boss', all)], async server => {
    const { body } = await ask(server, 'boss', 'GET', '/indexing/config');
    assert.equal(body.thingIndexingConfiguration.thingIndexingMode, 'OFF');
    assert.equal(body.thingIndexingConfiguration.thingConnectivityIndexingMode, 'OFF');
    assert.equal(body.thingGroupIndexingConfiguration.thingGroupIndexingMode, 'OFF');
    await ask(server, 'boss', 'POST', '/things/a');
    assert.equal((await ask(server, 'boss', 'POST', '/things/a/connectivity-data')).error, 'ResourceNotFoundException');
    const on = { thingIndexingConfiguration: { thingIndexingMode: 'REGISTRY', thingConnectivityIndexingMode: 'STATUS' } };
    assert.equal((await ask(server, 'boss', 'POST', '/indexing/config', on)).status, 200);
    assert.equal((await ask(server, 'boss', 'POST', '/things/a/connectivity-data')).status, 200);
  });
});

test('without socket information in the index nobody is told any', async () => {
  await using(['--ThingConnectivity:IncludeSocketInformation=false', ...principal(0, 'boss', all)], async server => {
    await ask(server, 'boss', 'POST', '/things/a');
    await ask(server, 'boss', 'POST', '/lifecycle-events', { clientId: 'a', eventType: 'connected', timestamp: 1767168000250, ipAddress: '198.51.100.24', sourcePort: 50122 });
    assert.deepEqual(
      (await ask(server, 'boss', 'POST', '/things/a/connectivity-data', { includeSocketInformation: true })).body,
      { thingName: 'a', connected: true, timestamp: 1767168000.25, disconnectReason: 'NONE', clientId: 'a' });
  });
});

test('the demo has things of which some are online', async () => {
  await using(['--Demo=50', ...principal(0, 'boss', all)], async server => {
    const { things } = await until(async () => (await ask(server, 'boss', 'GET', '/things?maxResults=250')).body, body => body.things.length === 50, 'fifty things');
    const states = await Promise.all(things.map(async thing => (await ask(server, 'boss', 'POST', `/things/${thing.thingName}/connectivity-data`)).body.connected));
    assert.ok(states.includes(true) && states.includes(false), JSON.stringify(states));
    assert.ok(things.every(thing => ['north', 'south', 'east', 'west'].includes(thing.attributes.site)));
  });
});

test('a server whose standard input is quiet stops when it is told to', async () => {
  const server = await startServer('--Ingest:Stdin=aws', ...principal(0, 'boss', all));
  const begin = Date.now();
  await server.stop();
  assert.ok(Date.now() - begin < 10_000, `stopping took ${Date.now() - begin} ms`);
});
