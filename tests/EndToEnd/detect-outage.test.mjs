// 100,000 devices drop at the same second, as in an outage of a network: the whole server, with its database and a webhook.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import * as iot from '@aws-sdk/client-iot';
import { startServer, until } from './server.mjs';

const devices = 100_000;
const minute = 60_000;
const topic = 'arn:aws:sns:us-east-1:123456789012:Offline';
const behavior = {
  name: 'Offline5m', metric: 'aws:disconnect-duration',
  criteria: { comparisonOperator: 'less-than', value: { count: 5 }, consecutiveDatapointsToAlarm: 1, consecutiveDatapointsToClear: 1 },
};

/** The webhook, on a thread of its own; says how many alerts of how many things have come when it is asked. */
function serveWebhook() {
  const things = new Set();
  let alerts = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', data => { body += data; });
    request.on('end', () => {
      things.add(JSON.parse(JSON.parse(body).Message).thingName);
      alerts++;
      response.end();
    });
  }).listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
  parentPort.on('message', () => parentPort.postMessage({ alerts, things: things.size }));
}

if (isMainThread) test('an outage of 100,000 devices is 100,000 violations and alerts, while events and queries go on', async t => {
  const webhook = new Worker(new URL(import.meta.url));
  t.after(() => webhook.terminate());
  const [port] = await once(webhook, 'message');
  const server = await startServer(
    '--Ingest:Stdin=aws', '--ThingConnectivity:RegisterOnFirstContact=true', `--AlertTopics:0:Arn=${topic}`, `--AlertTopics:0:Endpoint=http://127.0.0.1:${port}/alerts`);
  t.after(server.stop);
  const client = new iot.IoTClient({
    endpoint: server.endpoint, region: 'us-east-1', credentials: { accessKeyId: 'local-admin', secretAccessKey: 'local-admin-secret' }, maxAttempts: 1,
  });
  const isConnected = thingName => client.send(new iot.GetThingConnectivityDataCommand({ thingName })).then(answer => answer.connected, () => undefined);
  const tell = async events => { if (!server.stdin.write(events.map(event => `${JSON.stringify(event)}\n`).join(''))) await once(server.stdin, 'drain'); };
  const tellOfAll = async more => {
    for (let i = 0; i < devices; i += 1000) await tell(Array.from({ length: 1000 }, (_, k) => ({ clientId: `device-${i + k}`, versionNumber: 1, ...more })));
  };

  await tellOfAll({ eventType: 'connected', timestamp: Date.now() - 60 * minute });
  await until(() => isConnected(`device-${devices - 1}`), answer => answer === true, 'the last device', 60);
  await client.send(new iot.CreateSecurityProfileCommand({
    securityProfileName: 'OfflineWatch', behaviors: [behavior], alertTargets: { SNS: { alertTargetArn: topic, roleArn: 'arn:aws:iam::123456789012:role/Detect' } },
  }));
  await client.send(new iot.AttachSecurityProfileCommand({ securityProfileName: 'OfflineWatch', securityProfileTargetArn: 'arn:aws:iot:us-east-1:123456789012:all/registered-things' }));

  // All of them cross the threshold at one moment, ten seconds from now.
  await tellOfAll({ eventType: 'disconnected', timestamp: Date.now() + 10_000 - 5 * minute, disconnectReason: 'CONNECTION_LOST' });
  let isOver = false;
  let queries = 0;
  let others = 0;
  let longest = 0;
  const asking = (async () => {
    for (; !isOver; queries++) {
      const begin = performance.now();
      assert.equal(await isConnected(`device-${(queries * 7919) % devices}`) === undefined, false);
      longest = Math.max(longest, performance.now() - begin);
    }
  })();
  const telling = (async () => {
    for (; !isOver; others++) {
      await tell([{ clientId: `other-${others}`, eventType: 'connected', timestamp: Date.now(), versionNumber: 1 }]);
      await new Promise(resolve => setTimeout(resolve, 1));
    }
  })();
  const come = async () => {
    webhook.postMessage('how many?');
    return (await once(webhook, 'message'))[0];
  };
  const received = await until(come, ({ alerts }) => alerts >= devices, 'an alert of each device', 120);
  isOver = true;
  await Promise.all([asking, telling]);

  assert.deepEqual(received, { alerts: devices, things: devices });
  let listed = 0;
  for (let nextToken; ;) {
    const page = await client.send(new iot.ListActiveViolationsCommand({ securityProfileName: 'OfflineWatch', maxResults: 250, nextToken }));
    listed += page.activeViolations.length;
    nextToken = page.nextToken;
    if (!nextToken) break;
  }

  assert.equal(listed, devices);
  assert.equal(await until(() => isConnected(`other-${others - 1}`), answer => answer === true, 'the last of the others'), true);
  t.diagnostic(`meanwhile ${queries} queries, the longest ${Math.round(longest)} ms, and ${others} events of others`);
});
else serveWebhook();
