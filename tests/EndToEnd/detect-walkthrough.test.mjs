// The walk-through of AWS's blog on the disconnected duration metric, with the official AWS SDK for JavaScript: from the security profile to the alert, the query, the group and back.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import * as iot from '@aws-sdk/client-iot';
import { startServer, until } from './server.mjs';

const topic = 'arn:aws:sns:us-east-1:123456789012:Offline';
const targetArn = 'arn:aws:iot:us-east-1:123456789012:all/registered-things';
const violated = 'deviceDefender.OfflineWatch.*.inViolation:true';
const minute = 60_000;

const behavior = {
  name: 'Offline5m', metric: 'aws:disconnect-duration', suppressAlerts: false,
  criteria: { comparisonOperator: 'less-than', value: { count: 5 }, consecutiveDatapointsToAlarm: 1, consecutiveDatapointsToClear: 1 },
};

const clientOf = server => new iot.IoTClient({
  endpoint: server.endpoint, region: 'us-east-1', credentials: { accessKeyId: 'local-admin', secretAccessKey: 'local-admin-secret' }, maxAttempts: 1,
});

/** Receives what SNS would send to an HTTP endpoint. */
async function startWebhook() {
  const received = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', data => { body += data; });
    request.on('end', () => {
      received.push({ headers: request.headers, ...JSON.parse(body) });
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { received, url: `http://127.0.0.1:${server.address().port}/alerts`, stop: () => new Promise(resolve => { server.closeAllConnections(); server.close(resolve); }) };
}

const eventOf = (eventType, time, versionNumber, more = {}) => ({ clientId: 'test_thing', eventType, timestamp: time, versionNumber, ...more });

/** Tells the server on its standard input, as a broker beside it would. */
const tell = (server, ...events) => server.stdin.write(events.map(event => `${JSON.stringify(event)}\n`).join(''));

const searchFor = async (client, queryString) => (await client.send(new iot.SearchIndexCommand({ queryString }))).things;

test('the walk-through of the disconnected duration metric', async t => {
  const webhook = await startWebhook();
  t.after(webhook.stop);
  const server = await startServer('--Ingest:Stdin=aws', `--AlertTopics:0:Arn=${topic}`, `--AlertTopics:0:Endpoint=${webhook.url}`);
  t.after(server.stop);
  const client = clientOf(server);
  const left = Date.now() - 12 * minute;

  // What is normal, and for whom.
  await client.send(new iot.CreateThingCommand({ thingName: 'test_thing' }));
  await client.send(new iot.UpdateIndexingConfigurationCommand({
    thingIndexingConfiguration: { thingIndexingMode: 'REGISTRY', thingConnectivityIndexingMode: 'STATUS', deviceDefenderIndexingMode: 'VIOLATIONS' },
  }));
  const created = await client.send(new iot.CreateSecurityProfileCommand({
    securityProfileName: 'OfflineWatch', securityProfileDescription: 'offline too long', behaviors: [behavior],
    alertTargets: { SNS: { alertTargetArn: topic, roleArn: 'arn:aws:iam::123456789012:role/DetectPublish' } },
  }));
  assert.equal(created.securityProfileArn, 'arn:aws:iot:us-east-1:123456789012:securityprofile/OfflineWatch');
  const attached = Date.now();
  await client.send(new iot.AttachSecurityProfileCommand({ securityProfileName: 'OfflineWatch', securityProfileTargetArn: targetArn }));
  await client.send(new iot.CreateDynamicThingGroupCommand({ thingGroupName: 'Lost', queryString: violated }));

  // The device was there, and left twelve minutes ago.
  tell(server, eventOf('connected', left - 60 * minute, 1), eventOf('disconnected', left, 1, { disconnectReason: 'CONNECTION_LOST' }));
  const active = async () => (await client.send(new iot.ListActiveViolationsCommand({ securityProfileName: 'OfflineWatch' }))).activeViolations;
  const [violation] = await until(active, found => found.length === 1, 'the violation');
  assert.equal(violation.thingName, 'test_thing');
  assert.deepEqual(violation.behavior, behavior);
  assert.match(violation.violationId, /^[0-9a-f]{32}$/);

  // It had been away for too long when the profile came to apply to it.
  const start = violation.violationStartTime.getTime();
  assert.ok(start >= attached && start <= Date.now());
  assert.equal(violation.verificationState, 'UNKNOWN');
  assert.equal(violation.lastViolationValue.count, 12);

  // The alert, in the envelope of SNS.
  const [alarm] = await until(async () => webhook.received, received => received.length === 1, 'the alert');
  assert.equal(alarm.Type, 'Notification');
  assert.equal(alarm.TopicArn, topic);
  assert.equal(alarm.headers['x-amz-sns-message-type'], 'Notification');
  assert.equal(alarm.headers['x-amz-sns-topic-arn'], topic);
  assert.equal(alarm.headers['x-amz-sns-message-id'], alarm.MessageId);
  const message = JSON.parse(alarm.Message);
  assert.deepEqual(
    [message.violationEventType, message.violationId, message.thingName, message.securityProfileName, message.violationEventTime, message.metricValue],
    ['in-alarm', violation.violationId, 'test_thing', 'OfflineWatch', start, { count: 12 }]);
  assert.deepEqual([message.behavior.name, message.behavior.metric], ['Offline5m', 'aws:disconnect-duration']);

  // The query, the document, the group.
  const [thing] = await until(() => searchFor(client, violated), found => found.length === 1, 'the search');
  const document = JSON.parse(thing.deviceDefender);
  assert.equal(document.violationCount, 1);
  assert.equal(document.OfflineWatch.Offline5m.inViolation, true);
  assert.equal(document.OfflineWatch.Offline5m.metricName, 'aws:disconnect-duration');
  const members = async () => (await client.send(new iot.ListThingsInThingGroupCommand({ thingGroupName: 'Lost' }))).things;
  await until(members, found => found.includes('test_thing'), 'the group');
  assert.deepEqual((await searchFor(client, 'deviceDefender.violationCount>0')).map(found => found.thingName), ['test_thing']);

  // The values of the metric: on the grid of five minutes, in steps of five.
  const { metricDatumList } = await client.send(new iot.ListMetricValuesCommand({
    thingName: 'test_thing', metricName: 'aws:disconnect-duration', startTime: new Date(left - 10 * minute), endTime: new Date(),
  }));
  for (const { timestamp, value } of metricDatumList) {
    assert.equal(timestamp.getTime() % (5 * minute), 0);
    assert.equal(value.count, 5 * Math.max(0, Math.floor((timestamp.getTime() - left) / (5 * minute))));
  }
  assert.ok(metricDatumList.some(datum => datum.value.count >= 5));

  // What somebody found out about it.
  await client.send(new iot.PutVerificationStateOnViolationCommand({
    violationId: violation.violationId, verificationState: 'BENIGN_POSITIVE', verificationStateDescription: 'planned outage',
  }));
  assert.deepEqual((await active()).map(one => [one.verificationState, one.verificationStateDescription]), [['BENIGN_POSITIVE', 'planned outage']]);

  // The device returns.
  const back = Date.now();
  tell(server, eventOf('connected', back, 2));
  await until(active, found => found.length === 0, 'the end of the violation');
  await until(async () => webhook.received, received => received.length === 2, 'the second alert');
  assert.deepEqual(
    (({ violationEventType, violationId, violationEventTime }) => [violationEventType, violationId, violationEventTime])(JSON.parse(webhook.received[1].Message)),
    ['alarm-cleared', violation.violationId, back]);
  assert.notEqual(webhook.received[1].MessageId, alarm.MessageId);
  await until(members, found => found.length === 0, 'the group without the thing');
  assert.deepEqual(await searchFor(client, violated), []);
  const { violationEvents } = await client.send(new iot.ListViolationEventsCommand({ startTime: new Date(left), endTime: new Date(Date.now() + minute), thingName: 'test_thing' }));
  assert.deepEqual(violationEvents.map(event => [event.violationEventType, event.violationId, event.violationEventTime.getTime()]), [
    ['alarm-cleared', violation.violationId, back], ['in-alarm', violation.violationId, start],
  ]);

  // Cleaning up.
  await client.send(new iot.DeleteDynamicThingGroupCommand({ thingGroupName: 'Lost' }));
  await client.send(new iot.DetachSecurityProfileCommand({ securityProfileName: 'OfflineWatch', securityProfileTargetArn: targetArn }));
  await client.send(new iot.DeleteSecurityProfileCommand({ securityProfileName: 'OfflineWatch' }));
  await client.send(new iot.DeleteThingCommand({ thingName: 'test_thing' }));
  await client.send(new iot.UpdateIndexingConfigurationCommand({
    thingIndexingConfiguration: { thingIndexingMode: 'REGISTRY', thingConnectivityIndexingMode: 'STATUS', deviceDefenderIndexingMode: 'OFF' },
  }));
  await assert.rejects(searchFor(client, violated), { name: 'InvalidRequestException' });
  assert.deepEqual((await client.send(new iot.ListSecurityProfilesCommand({}))).securityProfileIdentifiers, []);
});
