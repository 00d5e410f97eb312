// Security profiles with the official AWS SDK for JavaScript, over a kill and a restart of the server.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as iot from '@aws-sdk/client-iot';
import { Server, inFolder } from './durability/server.mjs';

const arn = 'arn:aws:iot:us-east-1:123456789012';
const registered = `${arn}:all/registered-things`;
const north = `${arn}:thinggroup/north`;
const offline = {
  name: 'Offline5m', metric: 'aws:disconnect-duration', suppressAlerts: false,
  criteria: { comparisonOperator: 'less-than', value: { count: 5 }, consecutiveDatapointsToAlarm: 1, consecutiveDatapointsToClear: 1 },
};
const addresses = { name: 'Home', metric: 'aws:source-ip-address', criteria: { comparisonOperator: 'in-cidr-set', value: { cidrs: ['192.0.2.0/24', '::1'] } } };

const clientOf = server => new iot.IoTClient({
  endpoint: server.endpoint, region: 'us-east-1', credentials: { accessKeyId: 'boss', secretAccessKey: 'boss-secret' }, maxAttempts: 1,
});

async function all(paginate, client, input, member) {
  const entries = [];
  for await (const page of paginate({ client, pageSize: 1 }, input)) entries.push(...page[member]);
  return entries;
}

const namesOf = async (client, input) => (await all(iot.paginateListSecurityProfiles, client, input, 'securityProfileIdentifiers')).map(one => one.name);
const targetsOf = async (client, securityProfileName) =>
  (await all(iot.paginateListTargetsForSecurityProfile, client, { securityProfileName }, 'securityProfileTargets')).map(one => one.arn);
const profilesFor = async (client, securityProfileTargetArn, recursive) =>
  (await all(iot.paginateListSecurityProfilesForTarget, client, { securityProfileTargetArn, recursive }, 'securityProfileTargetMappings'))
    .map(one => [one.securityProfileIdentifier.name, one.target.arn]);

async function create(client) {
  const created = await client.send(new iot.CreateSecurityProfileCommand({
    securityProfileName: 'OfflineWatch', securityProfileDescription: 'offline too long', behaviors: [offline],
    additionalMetricsToRetainV2: [{ metric: 'aws:num-disconnects' }], tags: [{ Key: 'team', Value: 'ops' }],
  }));
  assert.deepEqual([created.securityProfileName, created.securityProfileArn], ['OfflineWatch', `${arn}:securityprofile/OfflineWatch`]);
  await assert.rejects(client.send(new iot.CreateSecurityProfileCommand({ securityProfileName: 'OfflineWatch', behaviors: [offline] })), error =>
    error instanceof iot.ResourceAlreadyExistsException && error.resourceId === 'OfflineWatch' && error.resourceArn === created.securityProfileArn);
  await assert.rejects(
    client.send(new iot.CreateSecurityProfileCommand({ securityProfileName: 'x', behaviors: [{ ...offline, metric: 'aws:message-byte-size' }] })),
    error => error instanceof iot.InvalidRequestException && /cannot be measured/.test(error.message));
  for (let i = 0; i < 5; i++) await client.send(new iot.CreateSecurityProfileCommand({ securityProfileName: `p${i}` }));

  const updated = await client.send(new iot.UpdateSecurityProfileCommand({
    securityProfileName: 'OfflineWatch', behaviors: [offline, addresses], deleteAdditionalMetricsToRetain: true, expectedVersion: 1,
  }));
  assert.deepEqual([updated.version, updated.behaviors, updated.additionalMetricsToRetainV2], [2, [offline, addresses], undefined]);
  assert.ok(updated.creationDate instanceof Date && updated.lastModifiedDate >= updated.creationDate);
  await assert.rejects(client.send(new iot.UpdateSecurityProfileCommand({ securityProfileName: 'OfflineWatch', expectedVersion: 1 })), iot.VersionConflictException);
  await assert.rejects(client.send(new iot.UpdateSecurityProfileCommand({ securityProfileName: 'nobody' })), iot.ResourceNotFoundException);
  await assert.rejects(
    client.send(new iot.UpdateSecurityProfileCommand({ securityProfileName: 'OfflineWatch', behaviors: [offline], deleteBehaviors: true })), iot.InvalidRequestException);
}

async function attach(client) {
  await client.send(new iot.CreateThingGroupCommand({ thingGroupName: 'north' }));
  await client.send(new iot.CreateThingGroupCommand({ thingGroupName: 'hall', parentGroupName: 'north' }));
  const target = (securityProfileName, securityProfileTargetArn) => ({ securityProfileName, securityProfileTargetArn });
  for (const to of [north, registered, north]) await client.send(new iot.AttachSecurityProfileCommand(target('OfflineWatch', to)));
  await client.send(new iot.AttachSecurityProfileCommand(target('p0', `${arn}:thinggroup/hall`)));
  for (let i = 0; i < 4; i++) await client.send(new iot.AttachSecurityProfileCommand(target(`p${i}`, registered)));
  await assert.rejects(client.send(new iot.AttachSecurityProfileCommand(target('p4', registered))), error =>
    error instanceof iot.LimitExceededException && error.$metadata.httpStatusCode === 410);
  await assert.rejects(client.send(new iot.AttachSecurityProfileCommand(target('p4', `${arn}:all/unregistered-things`))), iot.InvalidRequestException);
  await assert.rejects(client.send(new iot.AttachSecurityProfileCommand(target('p4', `${arn}:thinggroup/nobody`))), iot.ResourceNotFoundException);
  for (let i = 1; i < 4; i++) await client.send(new iot.DetachSecurityProfileCommand(target(`p${i}`, registered)));
  await client.send(new iot.DetachSecurityProfileCommand(target('p4', registered)));
}

async function validate(client) {
  const good = await client.send(new iot.ValidateSecurityProfileBehaviorsCommand({ behaviors: [offline, addresses] }));
  assert.deepEqual([good.valid, good.validationErrors], [true, undefined]);
  const bad = await client.send(new iot.ValidateSecurityProfileBehaviorsCommand({
    behaviors: [{ ...offline, criteria: { ...offline.criteria, consecutiveDatapointsToAlarm: 11 } }],
  }));
  assert.deepEqual(
    [bad.valid, bad.validationErrors], [false, [{ errorMessage: 'Behavior Offline5m is malformed. consecutiveDatapointsToAlarm 11 should be in range[1,10]' }]]);
}

async function verify(client) {
  const profile = await client.send(new iot.DescribeSecurityProfileCommand({ securityProfileName: 'OfflineWatch' }));
  assert.deepEqual([profile.version, profile.securityProfileDescription, profile.behaviors], [2, 'offline too long', [offline, addresses]]);
  assert.ok(Math.abs(profile.creationDate - Date.now()) < 600_000);
  await assert.rejects(client.send(new iot.DescribeSecurityProfileCommand({ securityProfileName: 'nobody' })), iot.ResourceNotFoundException);
  assert.deepEqual(await namesOf(client, {}), ['OfflineWatch', 'p0', 'p1', 'p2', 'p3', 'p4']);
  assert.deepEqual(await namesOf(client, { metricName: 'aws:source-ip-address' }), ['OfflineWatch']);
  assert.deepEqual(await targetsOf(client, 'OfflineWatch'), [registered, north]);
  assert.deepEqual(await profilesFor(client, registered), [['OfflineWatch', registered], ['p0', registered]]);
  assert.deepEqual(await profilesFor(client, north, false), [['OfflineWatch', north]]);
  assert.deepEqual(await profilesFor(client, north, true), [['OfflineWatch', north], ['p0', `${arn}:thinggroup/hall`]]);
}

test('security profiles and their targets are kept, killed or stopped', () => inFolder(async folder => {
  let server = await Server.startHealthy(folder);
  try {
    await create(clientOf(server));
    await attach(clientOf(server));
    await validate(clientOf(server));
    for (const end of ['kill', 'stop', undefined]) {
      await verify(clientOf(server));
      if (end === undefined) break;
      await server[end]();
      server = await Server.startHealthy(folder);
    }

    const client = clientOf(server);
    await assert.rejects(client.send(new iot.DeleteSecurityProfileCommand({ securityProfileName: 'OfflineWatch', expectedVersion: 1 })), iot.VersionConflictException);
    for (let i = 0; i < 2; i++) await client.send(new iot.DeleteSecurityProfileCommand({ securityProfileName: 'OfflineWatch' }));
    await client.send(new iot.DeleteThingGroupCommand({ thingGroupName: 'hall' }));
    assert.deepEqual(await targetsOf(client, 'p0'), [registered]);
  } finally {
    await server.kill();
  }
}));
