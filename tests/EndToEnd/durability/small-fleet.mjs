// A few things whose events are sent in batches by one caller, and what the server has to say of them.
import assert from 'node:assert/strict';
import { Random } from './random.mjs';
import { ThingModel, told } from './thing-model.mjs';

export class SmallFleet {
  constructor(count, seed = 1) {
    this.random = new Random(seed);
    this.things = Array.from({ length: count }, (_, i) => new ThingModel(`thing-${i}`, this.random));
  }

  async register(server) {
    for (const thing of this.things) {
      const { status, body } = await server.ask('POST', `/things/${thing.name}`);
      assert.equal(status, 200, JSON.stringify(body));
      thing.heard = new Set();
    }
  }

  /** The next few events of every thing, or of some. The server may write a batch in several transactions, one event never. */
  batch(eventsOfEach, things = this.things) {
    return things.flatMap(thing => thing.take(eventsOfEach).map(number => ({ thing, number, body: thing.event(number) })));
  }

  /** Answers what the server answers, and takes down what it acknowledged. */
  async send(server, batch) {
    const answer = await server.ingest(batch.map(event => event.body));
    if (answer.status === 200) {
      assert.equal(answer.body.applied + answer.body.stale + answer.body.duplicate, batch.length, JSON.stringify(answer.body));
      for (const { thing, number } of batch) thing.heard.add(number);
    }

    return answer;
  }

  async mustSend(server, batch) {
    const answer = await this.send(server, batch);
    assert.equal(answer.status, 200, JSON.stringify(answer));
  }

  /** Every thing shows what was acknowledged and `also`, and any part of what is `maybe` there. */
  async verify(server, { also = [], maybe = [] } = {}) {
    await Promise.all(this.things.map(async thing => {
      const { status, body } = await server.status(thing.name);
      assert.equal(status, 200, `${thing.name}: ${JSON.stringify(body)}`);
      const numbers = batch => batch.filter(event => event.thing === thing).map(event => event.number);
      const possible = thing.possibleStatuses(numbers(maybe), new Set([...thing.heard, ...numbers(also)]));
      assert.ok(possible.has(told(body)), `${thing.name} shows ${JSON.stringify(body)}, expected ${[...possible].join(' or ')}`);
    }));
  }
}
