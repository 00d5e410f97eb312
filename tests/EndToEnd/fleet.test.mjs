// Fleet indexing with the official AWS SDK for JavaScript: search, aggregations, dynamic groups, over a kill and a restart of the server.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as iot from '@aws-sdk/client-iot';
import { until } from './server.mjs';
import { Server, inFolder } from './durability/server.mjs';

const connectedPumps = 'connectivity.connected:true AND thingTypeName:pump';
const unclean = 'connectivity.connected:false NOT connectivity.disconnectReason:CLIENT_INITIATED_DISCONNECT';

const clientOf = server => new iot.IoTClient({
  endpoint: server.endpoint, region: 'us-east-1', credentials: { accessKeyId: 'boss', secretAccessKey: 'boss-secret' }, maxAttempts: 1,
});

const connected = (clientId, versionNumber) => ({ clientId, eventType: 'connected', timestamp: 1767168000250 + versionNumber, versionNumber, keepAliveDuration: 60 });
const dropped = (clientId, versionNumber, disconnectReason) => ({ clientId, eventType: 'disconnected', timestamp: 1767171612004, versionNumber, disconnectReason });

async function post(server, ...events) {
  const { status, body } = await server.ask('POST', '/lifecycle-events', JSON.stringify(events));
  assert.deepEqual([status, body.rejected], [200, []]);
}

async function search(client, input) {
  const pages = [];
  for (let nextToken; pages.length === 0 || nextToken !== undefined;) {
    const page = await client.send(new iot.SearchIndexCommand({ ...input, nextToken }));
    pages.push((page.things ?? page.thingGroups).map(found => found.thingName ?? found.thingGroupName));
    nextToken = page.nextToken;
  }
  return pages;
}

async function membersOf(client, thingGroupName) {
  const names = [];
  for await (const page of iot.paginateListThingsInThingGroup({ client, pageSize: 2 }, { thingGroupName })) names.push(...page.things);
  return names.sort();
}

const statusOf = async (client, thingGroupName) => (await client.send(new iot.DescribeThingGroupCommand({ thingGroupName }))).status;

async function makeFleet(server) {
  const client = clientOf(server);
  await client.send(new iot.UpdateIndexingConfigurationCommand({
    thingIndexingConfiguration: {
      thingIndexingMode: 'REGISTRY', thingConnectivityIndexingMode: 'STATUS', customFields: [{ name: 'attributes.firmware', type: 'Number' }],
    },
    thingGroupIndexingConfiguration: { thingGroupIndexingMode: 'ON' },
  }));
  await client.send(new iot.CreateThingTypeCommand({ thingTypeName: 'pump' }));
  await client.send(new iot.CreateThingGroupCommand({ thingGroupName: 'north', thingGroupProperties: { thingGroupDescription: 'the cold part' } }));
  for (let i = 0; i < 7; i++) {
    await client.send(new iot.CreateThingCommand({
      thingName: `pump-${i}`, thingTypeName: 'pump', attributePayload: { attributes: { firmware: `${1 + i % 3}` } },
    }));
  }
  await client.send(new iot.CreateThingCommand({ thingName: 'lamp' }));
  await client.send(new iot.AddThingToThingGroupCommand({ thingGroupName: 'north', thingName: 'pump-0' }));
  for (let i = 0; i < 5; i++) await post(server, connected(`pump-${i}`, 1));
  await post(server, dropped('pump-0', 1, 'MQTT_KEEP_ALIVE_TIMEOUT'), dropped('pump-1', 1, 'CLIENT_INITIATED_DISCONNECT'));
}

async function verifySearch(client) {
  assert.deepEqual((await client.send(new iot.ListIndicesCommand({}))).indexNames, ['AWS_Things', 'AWS_ThingGroups']);
  const index = await client.send(new iot.DescribeIndexCommand({ indexName: 'AWS_Things' }));
  assert.deepEqual([index.indexName, index.indexStatus, index.schema], ['AWS_Things', 'ACTIVE', 'REGISTRY_AND_CONNECTIVITY_STATUS']);

  assert.deepEqual(await search(client, { queryString: 'thingName:pump*', maxResults: 3 }), [['pump-0', 'pump-1', 'pump-2'], ['pump-3', 'pump-4', 'pump-5'], ['pump-6']]);
  assert.deepEqual(await search(client, { queryString: `${unclean} connectivity.disconnectReason:*` }), [['pump-0']]);
  assert.deepEqual(await search(client, { queryString: 'connectivity.connected:false' }), [['lamp', 'pump-0', 'pump-1', 'pump-5', 'pump-6']]);
  assert.deepEqual(await search(client, { queryString: 'attributes.firmware>2' }), [['pump-2', 'pump-5']]);
  assert.deepEqual(await search(client, { indexName: 'AWS_ThingGroups', queryString: 'description:cold' }), [['north']]);

  const { things: [pump] } = await client.send(new iot.SearchIndexCommand({ queryString: 'thingName:pump-0' }));
  assert.match(pump.thingId, /^[0-9a-f-]{36}$/);
  assert.deepEqual({ ...pump, thingId: '' }, {
    thingName: 'pump-0', thingId: '', thingTypeName: 'pump', thingGroupNames: ['north'], attributes: { firmware: '1' },
    connectivity: { connected: false, timestamp: 1767171612004, disconnectReason: 'MQTT_KEEP_ALIVE_TIMEOUT', keepAliveDuration: 60, clientId: 'pump-0' },
  });

  const first = await client.send(new iot.SearchIndexCommand({ queryString: '*', maxResults: 1 }));
  await assert.rejects(client.send(new iot.SearchIndexCommand({ queryString: 'thingName:*', nextToken: first.nextToken })), iot.InvalidRequestException);
  await assert.rejects(client.send(new iot.SearchIndexCommand({ queryString: 'nope:1' })), error =>
    error instanceof iot.InvalidQueryException && error.message === 'Unable to parse query, invalid field name, field name: nope, query string: nope:1');
}

async function verifyAggregations(client) {
  const aggregationField = 'attributes.firmware';
  const { statistics } = await client.send(new iot.GetStatisticsCommand({ queryString: 'thingTypeName:pump', aggregationField }));
  assert.deepEqual([statistics.count, statistics.sum, statistics.minimum, statistics.maximum, statistics.sumOfSquares], [7, 13, 1, 3, 29]);
  assert.ok(Math.abs(statistics.stdDeviation - Math.sqrt(29 / 7 - (13 / 7) ** 2)) < 1e-9);
  assert.equal((await client.send(new iot.GetCardinalityCommand({ queryString: '*', aggregationField }))).cardinality, 3);
  const { percentiles } = await client.send(new iot.GetPercentilesCommand({ queryString: '*', aggregationField, percents: [50, 100] }));
  assert.deepEqual(percentiles, [{ percent: 50, value: 2 }, { percent: 100, value: 3 }]);
  const buckets = await client.send(new iot.GetBucketsAggregationCommand({
    queryString: 'connectivity.connected:false', aggregationField: 'connectivity.disconnectReason', bucketsAggregationType: { termsAggregation: { maxBuckets: 5 } },
  }));
  assert.equal(buckets.totalCount, 5);
  assert.deepEqual(buckets.buckets, [{ keyValue: 'CLIENT_INITIATED_DISCONNECT', count: 1 }, { keyValue: 'MQTT_KEEP_ALIVE_TIMEOUT', count: 1 }]);
  await assert.rejects(client.send(new iot.GetStatisticsCommand({ queryString: '*', aggregationField: 'attributes.site' })), iot.InvalidAggregationException);
}

async function makeGroup(server) {
  const client = clientOf(server);
  const created = await client.send(new iot.CreateDynamicThingGroupCommand({
    thingGroupName: 'online-pumps', queryString: connectedPumps, thingGroupProperties: { thingGroupDescription: 'online pumps' },
  }));
  assert.deepEqual([created.indexName, created.queryString, created.queryVersion], ['AWS_Things', connectedPumps, '2017-09-30']);
  assert.ok(['BUILDING', 'ACTIVE'].includes(await statusOf(client, 'online-pumps')));
  await until(() => statusOf(client, 'online-pumps'), status => status === 'ACTIVE', 'the status of the group', 5);
  assert.deepEqual(await membersOf(client, 'online-pumps'), ['pump-2', 'pump-3', 'pump-4']);

  await post(server, connected('pump-5', 1), connected('lamp', 1));
  await until(() => membersOf(client, 'online-pumps'), members => members.includes('pump-5'), 'the members of the group', 1);
  await assert.rejects(client.send(new iot.AddThingToThingGroupCommand({ thingGroupName: 'online-pumps', thingName: 'lamp' })), iot.InvalidRequestException);
  await assert.rejects(client.send(new iot.DeleteThingGroupCommand({ thingGroupName: 'online-pumps' })), iot.InvalidRequestException);
  await assert.rejects(
    client.send(new iot.UpdateIndexingConfigurationCommand({ thingIndexingConfiguration: { thingIndexingMode: 'OFF' } })), iot.InvalidRequestException);
  return created.thingGroupId;
}

async function verifyGroup(client, id, members) {
  await until(() => statusOf(client, 'online-pumps'), status => status === 'ACTIVE', 'the status of the group', 5);
  const group = await client.send(new iot.DescribeThingGroupCommand({ thingGroupName: 'online-pumps' }));
  assert.deepEqual([group.thingGroupId, group.version, group.queryString, group.thingGroupProperties], [id, 1, connectedPumps, { thingGroupDescription: 'online pumps' }]);
  assert.deepEqual(await membersOf(client, 'online-pumps'), members);
  assert.deepEqual(await search(client, { queryString: 'thingGroupNames:online-pumps' }), [members]);
}

async function changeAndDeleteGroup(client) {
  const change = { thingGroupName: 'online-pumps', thingGroupProperties: {}, expectedVersion: 1 };
  assert.equal((await client.send(new iot.UpdateDynamicThingGroupCommand({ ...change, queryString: 'attributes.firmware:3' }))).version, 2);
  await assert.rejects(client.send(new iot.UpdateDynamicThingGroupCommand(change)), iot.VersionConflictException);
  await until(() => statusOf(client, 'online-pumps'), status => status === 'ACTIVE', 'the status of the group', 5);
  assert.deepEqual(await membersOf(client, 'online-pumps'), ['pump-2', 'pump-5']);
  await client.send(new iot.DeleteDynamicThingGroupCommand({ thingGroupName: 'online-pumps' }));
  await client.send(new iot.DeleteDynamicThingGroupCommand({ thingGroupName: 'online-pumps' }));
  await assert.rejects(client.send(new iot.DescribeThingGroupCommand({ thingGroupName: 'online-pumps' })), iot.ResourceNotFoundException);
}

test('a fleet is searched, counted and grouped, killed or stopped', () => inFolder(async folder => {
  let server = await Server.startHealthy(folder);
  const restart = async end => {
    await server[end]();
    server = await Server.startHealthy(folder);
  };
  try {
    await makeFleet(server);
    await verifySearch(clientOf(server));
    await verifyAggregations(clientOf(server));
    await restart('kill');
    await verifySearch(clientOf(server));
    await verifyAggregations(clientOf(server));

    const id = await makeGroup(server);
    await verifyGroup(clientOf(server), id, ['pump-2', 'pump-3', 'pump-4', 'pump-5']);
    await restart('kill');
    await verifyGroup(clientOf(server), id, ['pump-2', 'pump-3', 'pump-4', 'pump-5']);
    await post(server, dropped('pump-2', 1, 'CONNECTION_LOST'));
    await restart('stop');
    await verifyGroup(clientOf(server), id, ['pump-3', 'pump-4', 'pump-5']);
    await changeAndDeleteGroup(clientOf(server));

    const names = ['pump-2', 'nobody', 'pump-3'];
    const { status, body } = await server.ask('POST', '/things/connectivity-data', JSON.stringify({ thingNames: names }));
    assert.deepEqual([status, body.things.map(thing => [thing.thingName, thing.connected]), body.errors.map(error => error.thingName)],
      [200, [['pump-2', false], ['pump-3', true]], ['nobody']]);
  } finally {
    await server.kill();
  }
}));
