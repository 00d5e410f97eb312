// Kill -9 between violation and delivery, during delivery, during clearing: no alert is lost, repeats carry the same id, and never does a clear come before its alarm.
//
//   KILLS=50 SEED=1 node --test detect-kill.test.mjs
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Random } from './durability/random.mjs';
import { Server, inFolder, sleep } from './durability/server.mjs';
import { ComingAndGoing } from './detect/coming-and-going.mjs';
import {
  activeOf, alertsTo, eventOf, eventsOf, firstStampBefore, mustAsk, mustIngest, namesOf, profile, setUp, untilDelivered, verifyTold, waitingOf,
} from './detect/outages.mjs';
import { inThePast } from './detect/past.mjs';
import { Receiver } from './detect/receiver.mjs';
import { until } from './server.mjs';

const day = 24 * 3600;

/** Gives the act a folder, a receiver and servers one after the other, of which the last is killed at the end. `start()` kills the one before. */
const withServers = (args, act) => inFolder(async folder => {
  const receiver = await Receiver.start();
  let server;
  const start = async env => {
    await server?.kill();
    server = await Server.startHealthy(folder, { args: [...alertsTo(receiver), ...args], env });
    return server;
  };
  try {
    await act({ folder, receiver, start });
  } finally {
    await server?.kill();
    await receiver.stop();
  }
});

/** All things came and went; the last of so many events each was now, or that much earlier. */
async function replay(server, names, count, firstStamp, from = 0) {
  await mustIngest(server, names.flatMap(name => Array.from({ length: count - from }, (_, i) => eventOf(name, from + i, firstStamp))));
}

// Most of the time is spent waiting for starts, so two at a time.
describe('violations and alerts after kill -9', { concurrency: 2 }, () => {
  test('alarms and their ends are told after kills before, during and between their deliveries', () => withServers([], async ({ folder, receiver, start }) => {
    const names = namesOf('thing', 300);
    await setUp(await start(inThePast(folder, day)), names);

    // All are away, and nobody takes the alarms.
    receiver.manner = 'refuse';
    let server = await start();
    const firstStamp = firstStampBefore(5);
    await replay(server, names, 2, firstStamp);
    const before = await until(() => activeOf(server), active => active.size === names.length, 'violations');

    // The next process is killed while alarms are with the receiver, of whose answers nobody knows.
    receiver.manner = 'hang';
    server = await start();
    await until(() => receiver.received.length, count => count > 0, 'an alarm under way');
    assert.deepEqual(await activeOf(server), before);

    // All are back before any alarm was taken for certain, and the process is gone with the answer.
    await replay(server, names, 3, firstStamp, 2);
    const hanging = receiver.received.length;
    receiver.manner = 'take';
    server = await start();
    await until(() => activeOf(server), active => active.size === 0, 'ends of violations');
    await untilDelivered(server);
    assert.ok(receiver.received.length >= 2 * names.length + hanging, 'what was under way came again');

    // Away again and told of; the process is killed while ends are with the receiver.
    await replay(server, names, 4, firstStamp, 3);
    await until(() => activeOf(server), active => active.size === names.length, 'violations');
    await untilDelivered(server);
    const delivered = receiver.received.length;
    receiver.manner = 'hang';
    await replay(server, names, 5, firstStamp, 4);
    await until(() => receiver.received.length, count => count > delivered, 'an end under way');
    receiver.manner = 'take';
    server = await start();
    await until(() => activeOf(server), active => active.size === 0, 'ends of violations');
    await untilDelivered(server);
    const { told, listed } = await verifyTold(server, receiver);
    assert.equal(listed.length, 4 * names.length);
    for (const name of names) assert.equal(told.get(name)[0].violationId, before.get(name));
  }));

  test('however often it is killed, what is told is what is listed, in order', t => withServers([], async ({ folder, receiver, start }) => {
    const seed = Number(process.env.SEED ?? Date.now() % 1_000_000_000);
    const random = new Random(seed);
    const kills = Number(process.env.KILLS ?? 6);
    const fleet = new ComingAndGoing(namesOf('thing', 40), random);
    await setUp(await start(inThePast(folder, 3 * day)), [...fleet.names, 'last']);
    receiver.manner = () => random.chance(0.05) ? 'hang' : random.chance(0.1) ? 'refuse' : 'take';
    const seen = new Map();
    for (let kill = 0; kill < kills; kill++) {
      const server = await start();
      const sending = fleet.run(server);
      await sleep(50 + random.below(1000));
      for (const event of await eventsOf(server)) seen.set(`${event.type} ${event.violationId}`, event);
      await sleep(random.below(100));
      await server.kill();
      await sending;
    }

    // What was not acknowledged, and then to the end: every second thing is away.
    receiver.manner = 'take';
    const server = await start();
    const away = await fleet.finish(server);
    await until(() => activeOf(server), active => active.size === away.length && away.every(name => active.has(name)), 'violations of who is away');

    // What is sent last is judged last.
    await replay(server, ['last'], 3, firstStampBefore(3));
    await until(async () => (await eventsOf(server)).filter(event => event.thing === 'last').length, count => count === 2, 'events of the last thing');
    await untilDelivered(server);
    const active = await activeOf(server);
    assert.deepEqual([...active.keys()].sort(), [...away].sort());
    const { told, listed } = await verifyTold(server, receiver);
    const where = `seed ${seed}`;
    for (const name of fleet.names) assert.equal(told.get(name).length % 2 === 1 ? told.get(name).at(-1).violationId : undefined, active.get(name), `${where}: ${name}`);
    const after = new Set(listed.map(event => `${event.type} ${event.violationId}`));
    assert.deepEqual([...seen].filter(([key]) => !after.has(key)), [], `${where}: listed before a kill and not after it`);
    const ofFleet = listed.filter(event => event.thing !== 'last').map(({ thing, type, time }) => `${thing} ${type} ${time}`);
    assert.deepEqual(ofFleet.sort(), fleet.expected().sort(), `${where}: every outage and its end`);
    t.diagnostic(`${where}: ${kills} kills, ${receiver.received.length} deliveries of ${listed.length} events`);
  }));

  test('a mitigation action that alarms ask for is done in spite of kills', () => withServers([], async ({ receiver, start }) => {
    const random = new Random(Number(process.env.SEED ?? 1));
    const names = namesOf('thing', 150);
    receiver.manner = 'refuse';
    let server = await start();
    await setUp(server, [...names, 'stays']);
    await mustAsk(server, 'POST', '/thing-groups/Lost');
    await mustAsk(server, 'POST', '/mitigationactions/actions/quarantine', {
      roleArn: 'arn:aws:iam::123456789012:role/Mitigation', actionParams: { addThingsToThingGroupParams: { thingGroupNames: ['Lost'] } },
    });
    await mustAsk(server, 'PUT', `/security-profiles/${profile}/mitigation-actions`, { actions: ['quarantine'] });
    const firstStamp = firstStampBefore(2) - 11 * 60_000;
    await replay(server, ['stays'], 1, firstStamp);
    for (let wave = 0; wave < 3; wave++) {
      server = await start();
      await replay(server, names.slice(wave * 50, (wave + 1) * 50), 2, firstStamp);
      await sleep(random.below(60));
    }

    server = await start();
    assert.deepEqual((await mustAsk(server, 'GET', `/security-profiles/${profile}`)).mitigationActions, ['quarantine']);
    const members = () => mustAsk(server, 'GET', '/thing-groups/Lost/things?maxResults=250').then(body => body.things.sort());
    const done = await until(members, things => things.length >= names.length, 'members of the group');
    assert.deepEqual(done, [...names].sort());
  }));

  test('what is held back is told after a kill when its time has come, and nothing of who came back', () => withServers(['--Detect:WaitState=00:00:04'], async ({ folder, receiver, start }) => {
    const wait = 4000;
    const [lost, back] = [namesOf('lost', 20), namesOf('back', 20)];
    await setUp(await start(inThePast(folder, day)), [...lost, ...back]);
    let server = await start();
    const firstStamp = firstStampBefore(2) - 11 * 60_000;
    const begun = Date.now();
    await replay(server, [...lost, ...back], 2, firstStamp);
    await until(() => waitingOf(server), ({ held }) => held === 40, 'alarms held back', 3);
    await replay(server, back, 3, firstStamp, 2);
    const cameBack = Date.now();
    server = await start();
    await until(async () => receiver.firsts().size, count => count >= lost.length, 'alarms that were held back');
    await untilDelivered(server);
    assert.ok(cameBack < begun + wait, 'this machine is too slow for the wait state');
    const alarms = receiver.firsts();
    assert.deepEqual([...alarms.keys()].sort(), [...lost].sort());
    for (const alert of receiver.received) assert.ok(alert.at >= begun + wait - 1, `${alert.thing} was told of after ${alert.at - begun} ms`);

    // The end is held back, and told with the id of its alarm.
    const active = await activeOf(server);
    await replay(server, lost, 3, firstStamp, 2);
    server = await start();
    await until(() => receiver.firsts().get(lost[0]).length, count => count === 2, 'ends that were held back');
    await untilDelivered(server);
    for (const name of lost) {
      assert.deepEqual(receiver.firsts().get(name).map(alert => [alert.type, alert.violationId]), [['in-alarm', active.get(name)], ['alarm-cleared', active.get(name)]]);
    }
  }));
});
