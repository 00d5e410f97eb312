// Thing types and thing groups with the official AWS SDK for JavaScript, over a kill and a restart of the server.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as iot from '@aws-sdk/client-iot';
import { Server, inFolder } from './durability/server.mjs';

const arn = 'arn:aws:iot:us-east-1:123456789012';

const clientOf = server => new iot.IoTClient({
  endpoint: server.endpoint, region: 'us-east-1', credentials: { accessKeyId: 'boss', secretAccessKey: 'boss-secret' }, maxAttempts: 1,
});

async function all(paginate, client, input, member, pageSize = 2) {
  const entries = [];
  for await (const page of paginate({ client, pageSize }, input)) entries.push(...page[member]);
  return entries;
}

const groupNames = async (client, input) => (await all(iot.paginateListThingGroups, client, input, 'thingGroups')).map(group => group.groupName);
const membersOf = (client, thingGroupName, recursive) => all(iot.paginateListThingsInThingGroup, client, { thingGroupName, recursive }, 'things');
const groupsOf = async (client, thingName) =>
  (await all(iot.paginateListThingGroupsForThing, client, { thingName }, 'thingGroups', 1)).map(group => group.groupName);

async function createTypes(client) {
  const created = await client.send(new iot.CreateThingTypeCommand({
    thingTypeName: 'pump', thingTypeProperties: { thingTypeDescription: 'moves water', searchableAttributes: ['site', 'model'] },
  }));
  assert.equal(created.thingTypeArn, `${arn}:thingtype/pump`);
  for (const thingTypeName of ['lamp', 'old']) await client.send(new iot.CreateThingTypeCommand({ thingTypeName }));
  await client.send(new iot.UpdateThingTypeCommand({ thingTypeName: 'lamp', thingTypeProperties: { thingTypeDescription: 'shines' } }));
  await client.send(new iot.DeprecateThingTypeCommand({ thingTypeName: 'old' }));
  await assert.rejects(client.send(new iot.CreateThingTypeCommand({ thingTypeName: 'pump' })), error =>
    error instanceof iot.ResourceAlreadyExistsException && error.resourceId === created.thingTypeId && error.resourceArn === created.thingTypeArn);
  await assert.rejects(client.send(new iot.CreateThingCommand({ thingName: 'x', thingTypeName: 'old' })), iot.InvalidRequestException);
  await assert.rejects(client.send(new iot.CreateThingCommand({ thingName: 'x', thingTypeName: 'nobody' })), iot.ResourceNotFoundException);
  await assert.rejects(client.send(new iot.DeleteThingTypeCommand({ thingTypeName: 'old' })), iot.InvalidRequestException);
  return created.thingTypeId;
}

async function verifyTypes(client, pumpId) {
  const pump = await client.send(new iot.DescribeThingTypeCommand({ thingTypeName: 'pump' }));
  assert.equal(pump.thingTypeId, pumpId);
  assert.deepEqual(pump.thingTypeProperties, { thingTypeDescription: 'moves water', searchableAttributes: ['site', 'model'] });
  assert.equal(pump.thingTypeMetadata.deprecated, false);
  assert.equal(pump.thingTypeMetadata.deprecationDate, undefined);
  assert.ok(Math.abs(pump.thingTypeMetadata.creationDate - Date.now()) < 600_000);
  const types = await all(iot.paginateListThingTypes, client, {}, 'thingTypes');
  assert.deepEqual(types.map(type => [type.thingTypeName, type.thingTypeMetadata.deprecated]), [['lamp', false], ['old', true], ['pump', false]]);
  assert.ok(types[1].thingTypeMetadata.deprecationDate >= types[1].thingTypeMetadata.creationDate);
  const pumps = await all(iot.paginateListThings, client, { thingTypeName: 'pump' }, 'things');
  assert.deepEqual(pumps.map(thing => thing.thingName).sort(), ['pump-0', 'pump-1', 'pump-2', 'pump-3', 'pump-4', 'pump-5']);
}

async function createGroups(client) {
  const north = await client.send(new iot.CreateThingGroupCommand({
    thingGroupName: 'north', thingGroupProperties: { thingGroupDescription: 'all in the north', attributePayload: { attributes: { zone: 'n' } } },
  }));
  assert.equal(north.thingGroupArn, `${arn}:thinggroup/north`);
  await client.send(new iot.CreateThingGroupCommand({ thingGroupName: 'hall', parentGroupName: 'north' }));
  await client.send(new iot.CreateThingGroupCommand({ thingGroupName: 'room:1', parentGroupName: 'hall' }));
  await client.send(new iot.CreateThingGroupCommand({ thingGroupName: 'new-firmware' }));
  await client.send(new iot.CreateThingGroupCommand({ thingGroupName: 'gone' }));
  const { version } = await client.send(new iot.UpdateThingGroupCommand({
    thingGroupName: 'north', thingGroupProperties: { attributePayload: { attributes: { manager: 'ada' }, merge: true } }, expectedVersion: 1,
  }));
  assert.equal(version, 2);
  await assert.rejects(
    client.send(new iot.UpdateThingGroupCommand({ thingGroupName: 'north', thingGroupProperties: {}, expectedVersion: 1 })), iot.VersionConflictException);
  await assert.rejects(client.send(new iot.DeleteThingGroupCommand({ thingGroupName: 'north' })), iot.InvalidRequestException);

  for (let i = 0; i < 6; i++) {
    await client.send(new iot.CreateThingCommand({ thingName: `pump-${i}`, thingTypeName: 'pump', attributePayload: { attributes: { a: '1', b: '2', c: '3', d: '4' } } }));
    await client.send(new iot.AddThingToThingGroupCommand({ thingGroupName: 'gone', thingName: `pump-${i}` }));
  }

  for (const [thing, group] of [[0, 'north'], [1, 'hall'], [2, 'room:1'], [3, 'room:1']]) {
    await client.send(new iot.AddThingToThingGroupCommand({ thingGroupArn: `${arn}:thinggroup/${group}`, thingArn: `${arn}:thing/pump-${thing}` }));
  }

  await client.send(new iot.UpdateThingGroupsForThingCommand({ thingName: 'pump-3', thingGroupsToAdd: ['hall', 'new-firmware'], thingGroupsToRemove: ['room:1'] }));
  await client.send(new iot.RemoveThingFromThingGroupCommand({ thingGroupName: 'north', thingName: 'pump-0' }));
  await client.send(new iot.DeleteThingGroupCommand({ thingGroupName: 'gone', expectedVersion: 1 }));
  await client.send(new iot.DeleteThingGroupCommand({ thingGroupName: 'gone' }));
  await assert.rejects(client.send(new iot.AddThingToThingGroupCommand({ thingGroupName: 'north', thingName: 'pump-1' })), iot.InvalidRequestException);
  await assert.rejects(client.send(new iot.AddThingToThingGroupCommand({ thingGroupName: 'nobody', thingName: 'pump-1' })), iot.ResourceNotFoundException);
  return north.thingGroupId;
}

async function verifyGroups(client, northId) {
  const north = await client.send(new iot.DescribeThingGroupCommand({ thingGroupName: 'north' }));
  assert.deepEqual([north.thingGroupId, north.version, north.thingGroupArn], [northId, 2, `${arn}:thinggroup/north`]);
  assert.deepEqual(north.thingGroupProperties, { thingGroupDescription: 'all in the north', attributePayload: { attributes: { zone: 'n', manager: 'ada' } } });
  assert.ok(Math.abs(north.thingGroupMetadata.creationDate - Date.now()) < 600_000);
  const room = await client.send(new iot.DescribeThingGroupCommand({ thingGroupName: 'room:1' }));
  assert.equal(room.thingGroupMetadata.parentGroupName, 'hall');
  assert.deepEqual(room.thingGroupMetadata.rootToParentThingGroups, ['north', 'hall'].map(name => ({ groupName: name, groupArn: `${arn}:thinggroup/${name}` })));
  await assert.rejects(client.send(new iot.DescribeThingGroupCommand({ thingGroupName: 'gone' })), iot.ResourceNotFoundException);

  assert.deepEqual(await groupNames(client, {}), ['hall', 'new-firmware', 'north', 'room:1']);
  assert.deepEqual(await groupNames(client, { parentGroup: 'north' }), ['hall']);
  assert.deepEqual(await groupNames(client, { parentGroup: 'north', recursive: true }), ['hall', 'room:1']);
  assert.deepEqual(await groupNames(client, { namePrefixFilter: 'n' }), ['new-firmware', 'north']);

  assert.deepEqual(await membersOf(client, 'north', false), []);
  assert.deepEqual((await membersOf(client, 'north', true)).sort(), ['pump-1', 'pump-2', 'pump-3']);
  assert.deepEqual((await membersOf(client, 'hall')).sort(), ['pump-1', 'pump-3']);
  assert.deepEqual(await groupsOf(client, 'pump-3'), ['hall', 'new-firmware']);
  assert.deepEqual(await groupsOf(client, 'pump-5'), []);
}

test('thing types and groups are kept, killed or stopped', () => inFolder(async folder => {
  let server = await Server.startHealthy(folder);
  try {
    const pumpId = await createTypes(clientOf(server));
    const northId = await createGroups(clientOf(server));
    for (const end of ['kill', 'stop', undefined]) {
      await verifyTypes(clientOf(server), pumpId);
      await verifyGroups(clientOf(server), northId);
      if (end === undefined) break;
      await server[end]();
      server = await Server.startHealthy(folder);
    }

    // A thing takes its memberships with it, and its place in the registry has none for the next.
    await clientOf(server).send(new iot.DeleteThingCommand({ thingName: 'pump-3' }));
    await clientOf(server).send(new iot.CreateThingCommand({ thingName: 'pump-3' }));
    assert.deepEqual(await groupsOf(clientOf(server), 'pump-3'), []);
    assert.deepEqual(await membersOf(clientOf(server), 'hall'), ['pump-1']);
  } finally {
    await server.kill();
  }
}));
