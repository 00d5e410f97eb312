// Things that come and go, as old news of a broker that repeats what was not acknowledged.
import assert from 'node:assert/strict';
import { sleep } from '../durability/server.mjs';
import { eventOf, firstStampBefore, mustIngest } from './outages.mjs';

const most = 140;

export class ComingAndGoing {
  #firstStamp = firstStampBefore(most + 1);
  #next;
  #pending = [];

  constructor(names, random) {
    this.names = names;
    this.random = random;
    this.#next = new Map(names.map(name => [name, 0]));
  }

  /** Goes on until the server dies. */
  async run(server) {
    try {
      for (; ; await sleep(this.random.below(15))) {
        await this.#sendPending(server);
        this.#pending = this.random.shuffle([...this.names]).slice(0, 1 + this.random.below(20)).flatMap(name => this.#take(name, this.random.chance(0.3) ? 2 : 1));
      }
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
    }
  }

  /** Sends the rest of all; answers who is away then: every second thing. */
  async finish(server) {
    await this.#sendPending(server);
    for (const [i, name] of this.names.entries()) this.#pending.push(...this.#take(name, most + 1, most + i % 2));
    await this.#sendPending(server);
    return this.names.filter((_, i) => i % 2 === 0);
  }

  /** What has to be listed: an alarm five minutes after each end of a connection, and its end with the next connection. */
  expected() {
    return this.names.flatMap(name => Array.from({ length: this.#next.get(name) }, (_, number) => {
      const { timestamp } = eventOf(name, number, this.#firstStamp);
      return number % 2 === 0 ? `${name} alarm-cleared ${timestamp}` : `${name} in-alarm ${timestamp + 5 * 60_000}`;
    }).slice(1));
  }

  #take(name, count, limit = most - 1) {
    const first = this.#next.get(name);
    const end = Math.min(first + count, limit);
    this.#next.set(name, Math.max(first, end));
    return Array.from({ length: Math.max(0, end - first) }, (_, i) => eventOf(name, first + i, this.#firstStamp));
  }

  async #sendPending(server) {
    await mustIngest(server, this.#pending);
    this.#pending = [];
  }
}
