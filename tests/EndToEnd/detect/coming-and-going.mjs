// Things that come and go, as old news of a broker that repeats what was not acknowledged.
import assert from 'node:assert/strict';
import { sleep } from '../durability/server.mjs';
import { eventOf, firstStampBefore, mustIngest } from './outages.mjs';

const most = 140;

// An outage that is over when it becomes known gets its alarm and its end some milliseconds after it is stored. A kill in between takes both away, and sending it again is a
// duplicate. Right after a start the detector does not look yet. See "What a restart does not bring back" in Detect/Detector/README.md.
const nearly = 500;

export class ComingAndGoing {
  #firstStamp = firstStampBefore(most + 1);
  #next;
  #sentAt = new Map();
  #startsAndKills = [];
  #pending = [];

  constructor(names, random) {
    this.names = names;
    this.random = random;
    this.#next = new Map(names.map(name => [name, 0]));
  }

  /** Goes on until the server dies. */
  async run(server) {
    this.#startsAndKills.push(Date.now());
    try {
      for (; ; await sleep(this.random.below(15))) {
        await this.#sendPending(server);
        this.#pending = this.random.shuffle([...this.names]).slice(0, 1 + this.random.below(20)).flatMap(name => this.#take(name, this.random.chance(0.3) ? 2 : 1));
      }
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
    }
  }

  /** The server is killed now. */
  killed() {
    this.#startsAndKills.push(Date.now());
  }

  /** Sends the rest of all; answers who is away then: every second thing. */
  async finish(server) {
    this.#startsAndKills.push(Date.now());
    await this.#sendPending(server);
    for (const [i, name] of this.names.entries()) this.#pending.push(...this.#take(name, most + 1, most + i % 2));
    await this.#sendPending(server);
    return this.names.filter((_, i) => i % 2 === 0);
  }

  /** The outages of which no alarm is listed. */
  missedBy(listed) {
    const alarms = new Set(listed.filter(event => event.type === 'in-alarm').map(event => `${event.thing} ${event.time}`));
    const missed = [];
    for (const name of this.names) {
      for (let number = 1; number < this.#next.get(name); number += 2) {
        const since = eventOf(name, number, this.#firstStamp).timestamp;
        if (alarms.has(`${name} ${since + 5 * 60_000}`)) continue;
        const ended = this.#sentAt.get(`${name} ${number + 1}`);
        missed.push({ name, number, isExcused: this.#startsAndKills.some(moment => Math.abs(ended - moment) < nearly) });
      }
    }

    return missed;
  }

  #take(name, count, limit = most - 1) {
    const first = this.#next.get(name);
    const end = Math.min(first + count, limit);
    this.#next.set(name, Math.max(first, end));
    return Array.from({ length: Math.max(0, end - first) }, (_, i) => {
      this.#sentAt.set(`${name} ${first + i}`, Date.now());
      return eventOf(name, first + i, this.#firstStamp);
    });
  }

  async #sendPending(server) {
    await mustIngest(server, this.#pending);
    this.#pending = [];
  }
}
