// A fleet under a profile that allows no outage of five minutes, and what the server says of it.
import assert from 'node:assert/strict';
import { until } from '../server.mjs';

const arn = 'arn:aws:iot:us-east-1:123456789012';
const minute = 60_000;
export const topic = `${arn.replace(':iot:', ':sns:')}:Offline`;
export const profile = 'OfflineWatch';

const behavior = {
  name: 'Offline5m', metric: 'aws:disconnect-duration', suppressAlerts: false,
  criteria: { comparisonOperator: 'less-than', value: { count: 5 }, consecutiveDatapointsToAlarm: 1, consecutiveDatapointsToClear: 1 },
};

/** The arguments of a server that sends its alerts to a receiver. */
export const alertsTo = receiver => [`--AlertTopics:0:Arn=${topic}`, `--AlertTopics:0:Endpoint=${receiver.url}`];

export async function mustAsk(server, method, path, body) {
  const answer = await server.ask(method, path, body && JSON.stringify(body));
  assert.equal(answer.status, 200, `${method} ${path}: ${JSON.stringify(answer)}`);
  return answer.body;
}

/** Makes the things and the profile for all of them. */
export async function setUp(server, names) {
  for (const name of names) await mustAsk(server, 'POST', `/things/${name}`);
  await mustAsk(server, 'POST', `/security-profiles/${profile}`, {
    behaviors: [behavior], alertTargets: { SNS: { alertTargetArn: topic, roleArn: 'arn:aws:iam::123456789012:role/DetectPublish' } },
  });
  await mustAsk(server, 'PUT', `/security-profiles/${profile}/targets?securityProfileTargetArn=${encodeURIComponent(`${arn}:all/registered-things`)}`);
}

export const namesOf = (prefix, count) => Array.from({ length: count }, (_, i) => `${prefix}-${i}`);

/** Event 2n of a thing is the connect of connection n, 2n + 1 its end ten minutes later. After another ten minutes comes the next. */
export const eventOf = (thing, number, firstStamp) => ({
  clientId: thing, timestamp: firstStamp + number * 10 * minute, sessionIdentifier: `${thing}/${number >> 1}`, principalIdentifier: 'p', versionNumber: number >> 1,
  ...(number % 2 === 0 ? { eventType: 'connected' } : { eventType: 'disconnected', disconnectReason: 'CONNECTION_LOST' }),
});

/** The last event happens now. */
export const firstStampBefore = events => Date.now() - (events - 1) * 10 * minute;

export async function mustIngest(server, events) {
  const { status, body } = await server.ingest(events);
  assert.equal(status, 200, JSON.stringify(body));
  assert.deepEqual(body.rejected ?? [], []);
}

async function pages(server, path, member) {
  const entries = [];
  for (let token = ''; token !== undefined;) {
    const body = await mustAsk(server, 'GET', `${path}&maxResults=250${token && `&nextToken=${encodeURIComponent(token)}`}`);
    entries.push(...body[member]);
    token = body.nextToken;
  }

  return entries;
}

/** The id of the violation of each thing that has one now. */
export const activeOf = async server =>
  new Map((await pages(server, `/active-violations?securityProfileName=${profile}`, 'activeViolations')).map(one => [one.thingName, one.violationId]));

/** The alerts that are waiting, dead and held. */
export const waitingOf = server => mustAsk(server, 'GET', '/alerts?maxResults=1');

/** What happened to the violations, oldest first. */
export async function eventsOf(server) {
  const range = `startTime=${(Date.now() - 13 * 24 * 60 * minute) / 1000}&endTime=${(Date.now() + minute) / 1000}`;
  const listed = await pages(server, `/violation-events?${range}`, 'violationEvents');
  return listed.map(({ violationEventType: type, violationId, thingName: thing, violationEventTime: time }) => ({ type, violationId, thing, time: Math.round(time * 1000) })).reverse();
}

/** Waits until nothing is to be delivered any more. */
export const untilDelivered = server => until(() => waitingOf(server), ({ pending, held }) => pending + held === 0, 'alerts that wait', 40);

/** Every event of a violation was told, none that is not listed, and of each thing alarm and end by turns and in time. */
export async function verifyTold(server, receiver) {
  const listed = await eventsOf(server);
  const told = receiver.firsts();
  const show = ({ type, violationId, time }) => `${type} ${violationId} ${time}`;
  for (const thing of new Set([...listed.map(event => event.thing), ...told.keys()])) {
    const heard = told.get(thing) ?? [];
    assert.deepEqual(heard.map(show).sort(), listed.filter(event => event.thing === thing).map(show).sort(), `${thing}: told and listed`);
    heard.forEach((alert, i) => {
      const where = `${thing}, alert ${i + 1} of ${heard.map(show).join(', ')}`;
      assert.equal(alert.type, i % 2 === 0 ? 'in-alarm' : 'alarm-cleared', where);
      if (i % 2 === 1) assert.equal(alert.violationId, heard[i - 1].violationId, where);
      if (i > 0) assert.ok(alert.time > heard[i - 1].time, where);
    });
  }

  return { told, listed };
}
