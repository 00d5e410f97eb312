// The official AWS SDK for JavaScript, unchanged, against the sample server.
import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import * as iot from '@aws-sdk/client-iot';
import { SignatureV4 } from '@smithy/signature-v4';
import { startServer } from './server.mjs';

class Sha256 {
  constructor(secret) { this.hash = secret ? createHmac('sha256', secret) : createHash('sha256'); }
  update(data) { this.hash.update(data); }
  async digest() { return this.hash.digest(); }
}

let server;
let admin;
let reader;

function client(endpoint, name, overrides = {}) {
  return new iot.IoTClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: name, secretAccessKey: `${name}-secret` },
    maxAttempts: 1,
    ...overrides,
  });
}

async function post(events, contentType = 'application/x-ndjson') {
  const url = new URL(server.endpoint);
  const body = typeof events === 'string' ? events : events.map(event => JSON.stringify(event)).join('\n');
  const signer = new SignatureV4({
    service: 'iot', region: 'us-east-1', sha256: Sha256,
    credentials: { accessKeyId: 'local-admin', secretAccessKey: 'local-admin-secret' },
  });
  const signed = await signer.sign({
    method: 'POST', protocol: url.protocol, hostname: url.hostname, port: Number(url.port), path: '/lifecycle-events', query: { dialect: 'aws' },
    headers: { host: url.host, 'content-type': contentType }, body,
  });
  const response = await fetch(`${server.endpoint}/lifecycle-events?dialect=aws`, { method: 'POST', headers: signed.headers, body });
  return { status: response.status, ...await response.json() };
}

before(async () => {
  server = await startServer();
  admin = client(server.endpoint, 'local-admin');
  reader = client(server.endpoint, 'local-reader');
});

after(() => server?.stop());

test('a thing is created, connects, drops, and the status follows', async () => {
  const created = await admin.send(new iot.CreateThingCommand({ thingName: 'pump:1', attributePayload: { attributes: { site: 'north' } } }));
  assert.equal(created.thingArn, 'arn:aws:iot:us-east-1:123456789012:thing/pump:1');

  const never = await reader.send(new iot.GetThingConnectivityDataCommand({ thingName: 'pump:1' }));
  assert.equal(never.connected, false);
  assert.equal(never.disconnectReason, 'UNKNOWN');
  assert.equal(never.timestamp, undefined);

  const session = { clientId: 'pump:1', sessionIdentifier: '7b2f0a6e-1f53-4c0b-9a2c-3f1f0c1f7c55', versionNumber: 41, principalIdentifier: 'cert' };
  const answer = await post([
    { ...session, eventType: 'connected', timestamp: 1767168000250, ipAddress: '198.51.100.24', keepAliveDuration: 300, cleanSession: false, sessionExpiry: 3600 },
  ]);
  assert.deepEqual(answer, { status: 200, applied: 1, stale: 0, duplicate: 0, ignored: 0, rejected: [] });

  const online = await reader.send(new iot.GetThingConnectivityDataCommand({ thingName: 'pump:1' }));
  assert.equal(online.connected, true);
  assert.equal(online.disconnectReason, 'NONE');
  assert.equal(online.timestamp.getTime(), 1767168000250);
  assert.equal(online.keepAliveDuration, 300);
  assert.equal(online.cleanSession, false);
  assert.equal(online.sessionExpiry, 3600);
  assert.equal(online.clientId, 'pump:1');
  assert.equal(online.sourceIp, undefined);

  await post([{ ...session, eventType: 'disconnected', timestamp: 1767171612004, clientInitiatedDisconnect: false, disconnectReason: 'MQTT_KEEP_ALIVE_TIMEOUT' }]);
  const offline = await reader.send(new iot.GetThingConnectivityDataCommand({ thingName: 'pump:1' }));
  assert.equal(offline.connected, false);
  assert.equal(offline.disconnectReason, 'MQTT_KEEP_ALIVE_TIMEOUT');
  assert.equal(offline.timestamp.getTime(), 1767171612004);
});

test('socket information is for those who may have it', async () => {
  await admin.send(new iot.CreateThingCommand({ thingName: 'sockets' }));
  await post([{ clientId: 'sockets', eventType: 'connected', timestamp: 1767168000250, versionNumber: 1, ipAddress: '198.51.100.24', sourcePort: 50122, targetIp: '203.0.113.9', targetPort: 8883 }]);

  const told = await admin.send(new iot.GetThingConnectivityDataCommand({ thingName: 'sockets', includeSocketInformation: true }));
  assert.deepEqual([told.sourceIp, told.sourcePort, told.targetIp, told.targetPort], ['198.51.100.24', 50122, '203.0.113.9', 8883]);

  await assert.rejects(
    reader.send(new iot.GetThingConnectivityDataCommand({ thingName: 'sockets', includeSocketInformation: true })),
    error => error.name === 'AccessDeniedException' && error.$metadata.httpStatusCode === 403
      && error.message.includes('iot:GetThingConnectivityData') && error.$metadata.requestId !== undefined);
});

test('things are described, updated, listed page by page and deleted', async () => {
  for (let i = 0; i < 7; i++) {
    await admin.send(new iot.CreateThingCommand({ thingName: `lamp-${i}`, attributePayload: { attributes: { kind: 'lamp' } } }));
  }
  await admin.send(new iot.UpdateThingCommand({ thingName: 'lamp-3', attributePayload: { attributes: { kind: '', room: 'hall' }, merge: true }, expectedVersion: 1 }));
  const described = await admin.send(new iot.DescribeThingCommand({ thingName: 'lamp-3' }));
  assert.deepEqual(described.attributes, { room: 'hall' });
  assert.equal(described.version, 2);
  assert.equal(described.defaultClientId, 'lamp-3');

  await assert.rejects(
    admin.send(new iot.UpdateThingCommand({ thingName: 'lamp-3', attributePayload: { attributes: {} }, expectedVersion: 1 })),
    iot.VersionConflictException);
  await assert.rejects(
    admin.send(new iot.CreateThingCommand({ thingName: 'lamp-3', attributePayload: { attributes: { kind: 'other' } } })),
    error => error instanceof iot.ResourceAlreadyExistsException && error.resourceId === described.thingId && error.resourceArn === described.thingArn);

  const names = [];
  for await (const page of iot.paginateListThings({ client: admin, pageSize: 2 }, { attributeName: 'kind', attributeValue: 'la', usePrefixAttributeValue: true })) {
    names.push(...page.things.map(thing => thing.thingName));
  }
  assert.deepEqual(names.sort(), ['lamp-0', 'lamp-1', 'lamp-2', 'lamp-4', 'lamp-5', 'lamp-6']);

  await admin.send(new iot.DeleteThingCommand({ thingName: 'lamp-0', expectedVersion: 1 }));
  await assert.rejects(admin.send(new iot.DescribeThingCommand({ thingName: 'lamp-0' })), iot.ResourceNotFoundException);
  await admin.send(new iot.DeleteThingCommand({ thingName: 'lamp-0' }));
});

test('the index configuration is read and changed, and switching connectivity off drops its records', async () => {
  const before = await admin.send(new iot.GetIndexingConfigurationCommand({}));
  assert.equal(before.thingIndexingConfiguration.thingConnectivityIndexingMode, 'STATUS');

  await assert.rejects(
    admin.send(new iot.UpdateIndexingConfigurationCommand({ thingIndexingConfiguration: { thingIndexingMode: 'OFF', thingConnectivityIndexingMode: 'STATUS' } })),
    error => error instanceof iot.InvalidRequestException && error.message === 'ThingIndexingMode must be turned ON for enabling ThingConnectivityIndexingMode');
  await assert.rejects(admin.send(new iot.UpdateIndexingConfigurationCommand({})), iot.InvalidRequestException);

  await admin.send(new iot.CreateThingCommand({ thingName: 'switched' }));
  await post([{ clientId: 'switched', eventType: 'connected', timestamp: 1767168000250, versionNumber: 1 }]);
  await admin.send(new iot.UpdateIndexingConfigurationCommand({ thingIndexingConfiguration: { thingIndexingMode: 'REGISTRY', thingConnectivityIndexingMode: 'OFF' } }));
  await assert.rejects(admin.send(new iot.GetThingConnectivityDataCommand({ thingName: 'switched' })), iot.ResourceNotFoundException);

  await admin.send(new iot.UpdateIndexingConfigurationCommand({
    thingIndexingConfiguration: {
      thingIndexingMode: 'REGISTRY', thingConnectivityIndexingMode: 'STATUS',
      filter: { connectivity: { includeSocketInformation: ['GET_THING_CONNECTIVITY_DATA'] } },
    },
  }));
  const after = await admin.send(new iot.GetThingConnectivityDataCommand({ thingName: 'switched' }));
  assert.equal(after.connected, false);
  assert.equal(after.disconnectReason, 'UNKNOWN');
});

test('errors carry the names that the SDK knows', async () => {
  await assert.rejects(admin.send(new iot.GetThingConnectivityDataCommand({ thingName: 'nobody' })), iot.ResourceNotFoundException);
  await assert.rejects(admin.send(new iot.DescribeThingCommand({ thingName: 'not allowed' })), iot.InvalidRequestException);
  await assert.rejects(admin.send(new iot.CreateThingCommand({ thingName: 'x'.repeat(129) })), iot.InvalidRequestException);
  await assert.rejects(admin.send(new iot.GetThingConnectivityDataCommand({ thingName: '' })), iot.InvalidRequestException);
  await assert.rejects(admin.send(new iot.ListJobsCommand({})), error => error.$metadata.httpStatusCode === 501 && error.message.includes('ListJobs'));
  await assert.rejects(
    client(server.endpoint, 'nobody').send(new iot.ListThingsCommand({})), error => error.name === 'UnrecognizedClientException');
  await assert.rejects(
    client(server.endpoint, 'local-admin', { credentials: { accessKeyId: 'local-admin', secretAccessKey: 'wrong' } }).send(new iot.ListThingsCommand({})),
    error => error.name === 'InvalidSignatureException');
  await assert.rejects(reader.send(new iot.ListThingsCommand({})), error => error.name === 'AccessDeniedException');
});

test('a line of garbage does not stop the good ones', async () => {
  await admin.send(new iot.CreateThingCommand({ thingName: 'batch' }));
  const answer = await post([
    '{"clientId":"batch","eventType":"connected","timestamp":1767168000250,"versionNumber":1}',
    '',
    'garbage',
    '{"clientId":"batch","eventType":"connected","timestamp":1767168000250,"versionNumber":1}',
    '{"clientId":"stranger","eventType":"connected","timestamp":1767168000250,"versionNumber":1}',
    '{"clientId":"batch","eventType":"disconnected","timestamp":1767168000260,"versionNumber":1,"disconnectReason":"CONNECTION_LOST"}',
    '{"clientId":"batch","eventType":"connected","timestamp":1767168000240,"versionNumber":0}',
  ].join('\n'));
  assert.deepEqual([answer.status, answer.applied, answer.duplicate, answer.ignored, answer.stale], [200, 2, 1, 1, 1]);
  assert.equal(answer.rejected.length, 1);
  assert.equal(answer.rejected[0].line, 3);
  const status = await admin.send(new iot.GetThingConnectivityDataCommand({ thingName: 'batch' }));
  assert.equal(status.disconnectReason, 'CONNECTION_LOST');
});
