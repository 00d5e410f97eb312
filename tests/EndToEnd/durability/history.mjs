// What the server says of the past: every acknowledged event is a transition, once and in order, and the last ones are explained.
import assert from 'node:assert/strict';
import { stampOf } from './thing-model.mjs';

/** Compares the history of things with what was acknowledged; of the undecided events any may be there. `recent` is how many of a thing's last events are looked at. */
export async function verifyHistory(server, expectations, recent = Infinity) {
  for (const { thing, undecided } of expectations) {
    const first = Math.max(0, thing.sent - recent);
    const shown = await transitionsOf(server, thing, first);
    const where = `history of ${thing.name}, last acknowledged batch ${thing.lastBatch}`;
    const expected = numbers => [...numbers].filter(number => number >= first).sort((left, right) => left - right).map(number => thing.transition(number));
    const possible = new Set(expected([...thing.heard, ...undecided]));
    assert.deepEqual(shown.filter(transition => !possible.has(transition)), [], `${where}: this was never sent`);
    assert.deepEqual(shown, [...possible].filter(transition => shown.includes(transition)), `${where}: this is there twice or in another order`);
    assert.deepEqual(expected(thing.heard).filter(transition => !shown.includes(transition)), [], `${where}: this is missing`);
    await verifyExplanation(server, thing, where);
  }
}

async function transitionsOf(server, thing, first) {
  const shown = [];
  for (let token = ''; token !== undefined;) {
    const { status, body } = await server.ask('GET', `/things/${thing.name}/connectivity-history?from=${stampOf(first) / 1000}&maxResults=1000${token && `&nextToken=${encodeURIComponent(token)}`}`);
    assert.equal(status, 200, JSON.stringify(body));
    for (const { timestamp, connected, disconnectReason, sessionIdentifier, versionNumber } of body.transitions) {
      shown.push(JSON.stringify({ timestamp, connected, disconnectReason, sessionIdentifier, versionNumber }));
    }

    token = body.nextToken;
  }

  return shown;
}

/** The events of the last acknowledged batch are among the last that are explained, also when they changed nothing. */
async function verifyExplanation(server, thing, where) {
  const { status, body } = await server.ask('GET', `/things/${thing.name}/explain`);
  assert.equal(status, 200, JSON.stringify(body));
  const explained = new Set(body.events.map(event => `${event.eventType} ${event.versionNumber}`));
  const missing = thing.lastNumbers.map(number => thing.event(number)).filter(event => !explained.has(`${event.eventType} ${event.versionNumber}`));
  assert.deepEqual(missing, [], `${where}: not explained`);
}
