// One caller that does one thing after the other to things of its own, and remembers what was acknowledged and what was not.
import assert from 'node:assert/strict';
import { sleep } from './server.mjs';
import { ThingModel, told } from './thing-model.mjs';

const mostThings = 16;
const usualThings = 6;

export class Client {
  /** What was sent and not acknowledged: nobody knows whether it was done. Sent again before anything else. */
  #pending = null;
  #withheld = [];
  acknowledged = { batches: 0, events: 0, registrations: 0, deletions: 0 };
  cutOff = 0;
  refused = 0;

  constructor(name, random) {
    this.name = name;
    this.random = random;
    this.things = [];
  }

  /** Goes on until the server dies. */
  async run(server) {
    try {
      while (true) await this.#sendPending(server, this.#pending ??= this.#next());
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
    }
  }

  async sendAgain(server) {
    if (this.#pending !== null) await this.#sendPending(server, this.#pending);
  }

  /** Sends all that was held back until now, so that everything ever made has been sent. */
  async sendWithheld(server) {
    while (this.#withheld.length > 0) await this.#sendPending(server, this.#pending = this.#batch(this.#withheld.splice(0, 50)));
  }

  /** Asks for the state of every thing and compares. What was not acknowledged may be there or not. */
  async verify(server, names) {
    await Promise.all(this.things.map(async thing => {
      const { status, body } = await server.status(thing.name);
      const where = `thing ${thing.name}, last acknowledged batch ${thing.lastBatch}, unacknowledged ${this.#pending?.name ?? 'nothing'}`;
      const isUndecided = this.#pending?.thing === thing;
      if (status === 404) {
        assert.ok(thing.heard === null || isUndecided, `${where}: it is gone`);
        assert.ok(!names.has(thing.name), `${where}: it is listed and has no state`);
        return;
      }

      assert.equal(status, 200, `${where}: ${JSON.stringify(body)}`);
      assert.ok(names.has(thing.name), `${where}: it has a state and is not listed`);
      assert.ok(thing.heard !== null || isUndecided, `${where}: it was not registered`);
      const possible = thing.heard === null ? new Set([told({ connected: false, disconnectReason: 'UNKNOWN' })]) : thing.possibleStatuses(this.#pendingNumbers(thing));
      assert.ok(possible.has(told(body)), `${where}: it shows ${JSON.stringify(body)}, expected ${[...possible].join(' or ')}`);
      if (thing.registration !== null && !isUndecided) await this.#verifyRegistration(server, thing, where);
    }));
  }

  /** Every thing that is there for certain, with the numbers of the events that may have been heard although they were not acknowledged. */
  expectations() {
    return this.things.filter(thing => thing.heard !== null && this.#pending?.thing !== thing).map(thing => ({ thing, undecided: this.#pendingNumbers(thing) }));
  }

  async #verifyRegistration(server, thing, where) {
    const { body } = await server.ask('GET', `/things/${thing.name}`);
    assert.deepEqual({ thingId: body.thingId, attributes: body.attributes }, { thingId: thing.registration.thingId, attributes: { serial: thing.serial } }, where);
  }

  #pendingNumbers(thing) {
    const numbers = this.#pending?.events?.filter(event => event.thing === thing).map(event => event.number) ?? [];
    return [...new Set(numbers)].filter(number => !thing.heard.has(number));
  }

  #next() {
    const live = this.things.filter(thing => thing.heard !== null);
    if (live.length < usualThings || (this.things.length < mostThings && this.random.chance(0.03))) return this.#registration();
    if (this.random.chance(0.01)) return this.#deletion(this.random.pick(live));
    return this.#batch(this.#someEvents(live));
  }

  #registration() {
    let thing = this.things.find(candidate => candidate.heard === null);
    if (thing === undefined) this.things.push(thing = new ThingModel(`${this.name}-${this.things.length}`, this.random));
    return {
      thing, name: `registration of ${thing.name}`,
      send: server => server.ask('POST', `/things/${thing.name}`, JSON.stringify({ attributePayload: { attributes: { serial: thing.serial } } })),
      done: body => { [thing.heard, thing.registration, thing.lastNumbers] = [new Set(), body, []]; this.acknowledged.registrations++; },
    };
  }

  #deletion(thing) {
    this.#withheld = this.#withheld.filter(event => event.thing !== thing);
    return {
      thing, name: `deletion of ${thing.name}`,
      send: server => server.ask('DELETE', `/things/${thing.name}`),
      done: () => { [thing.heard, thing.registration] = [null, null]; this.acknowledged.deletions++; },
    };
  }

  /** New events of a few things: some late, some twice, some in no order. At most five new ones of each thing, so that all their subsets can be tried. */
  #someEvents(live) {
    let events = [];
    for (const thing of this.random.shuffle([...live]).slice(0, 1 + this.random.below(4))) {
      events.push(...thing.take(1 + this.random.below(3)).map(number => ({ thing, number })));
      if (this.random.chance(0.3)) events.push({ thing, number: this.random.pick([...thing.heard, thing.sent - 1]) });
    }

    if (this.random.chance(0.2)) this.#withheld.push(...events.splice(this.random.below(events.length), 1));
    if (this.#withheld.length > 0 && this.random.chance(0.3)) events.push(...this.#withheld.splice(0, 2));
    if (this.random.chance(0.3)) events = this.random.shuffle(events);
    return events.length > 0 ? events : [{ thing: live[0], number: live[0].take(1)[0] }];
  }

  #batch(events) {
    const batch = {
      events, name: `batch ${this.name}/${this.acknowledged.batches + 1}`, isTwice: this.random.chance(0.15), bodies: events.map(({ thing, number }) => thing.event(number)),
      send: async server => {
        const answer = await server.ingest(batch.bodies);
        if (answer.status === 200) assert.equal(answer.body.applied + answer.body.stale + answer.body.duplicate, events.length, `${batch.name}: ${JSON.stringify(answer.body)}`);
        return answer;
      },
      done: () => {
        this.acknowledged.batches++;
        this.acknowledged.events += events.length;
        for (const { thing } of events) [thing.lastBatch, thing.lastNumbers] = [batch.name, []];
        for (const { thing, number } of events) thing.lastNumbers.push(thing.heard.add(number) && number);
      },
    };
    return batch;
  }

  /** Sends until it is acknowledged, sometimes as two copies at once; throws when the server dies first. */
  async #sendPending(server, pending) {
    while (true) {
      const copies = await Promise.allSettled(Array.from({ length: pending.isTwice ? 2 : 1 }, () => pending.send(server)));
      const broken = copies.find(copy => copy.reason instanceof assert.AssertionError);
      if (broken) throw broken.reason;
      this.cutOff += copies.filter(({ reason }) => reason && reason.cause?.code !== 'ECONNREFUSED').length;
      const answers = copies.filter(copy => copy.status === 'fulfilled').map(copy => copy.value);
      const bad = answers.find(({ status, error }) => status !== 200 && !(status === 503 && error === 'ServiceUnavailableException'));
      assert.equal(bad, undefined, `${pending.name}: ${JSON.stringify(bad)}`);
      const good = answers.find(({ status }) => status === 200);
      if (good !== undefined) {
        pending.done(good.body);
        this.#pending = null;
        return;
      }

      this.refused += answers.length;
      if (server.hasEnded) throw copies[0].reason ?? new Error('the server ended');
      await sleep(10);
    }
  }
}
