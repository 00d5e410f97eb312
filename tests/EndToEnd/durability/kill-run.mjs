// Kills the server again and again while clients ingest, and compares what it knows after each restart with what it acknowledged.
import assert from 'node:assert/strict';
import { Client } from './client.mjs';
import { verifyHistory } from './history.mjs';
import { Random } from './random.mjs';
import { Server, sleep } from './server.mjs';

const clientCount = 4;
const longestLifeMs = 600;

// After a restart history is read so far back, and whole at the end, so that a long run does not get slower and slower.
const recentEvents = 100;

export class KillRun {
  kills = 0;
  killsBeforeReady = 0;
  #startMs = 0;

  /**
   * `options` tells how to start the next server, `afterKill` looks at the files of one that is dead, `verifyMore` at one that is up;
   * `whileUsed` is around the time in which clients use a server until it is killed.
   */
  constructor({ folder, seed, options = () => ({}), afterKill = () => {}, verifyMore = () => {}, whileUsed = async use => use() }) {
    Object.assign(this, { folder, seed, options, afterKill, verifyMore, whileUsed });
    this.random = new Random(seed);
    this.clients = Array.from({ length: clientCount }, (_, i) => new Client(`c${i}`, new Random(seed + 1 + i)));
  }

  async run(kills) {
    try {
      while (this.kills < kills) {
        await this.#lifeOfOneServer();
        await this.afterKill(this);
      }

      await this.#theEnd();
    } catch (error) {
      error.message = `SEED=${this.seed}, after ${this.kills} kills: ${error.message}`;
      throw error;
    }

    const cutOff = this.#sum(client => client.cutOff);
    assert.ok(this.killsBeforeReady > 0 && cutOff > 0, `the kills missed: ${this.killsBeforeReady} before the server was ready, ${cutOff} during requests`);
    const acknowledged = Object.keys(this.clients[0].acknowledged).map(what => `${this.#sum(client => client.acknowledged[what])} ${what}`);
    return `SEED=${this.seed}: ${this.kills} kills, ${this.killsBeforeReady} of them before the server was ready; acknowledged ${acknowledged.join(', ')}; `
      + `${cutOff} requests were cut off, ${this.refused} refused`;
  }

  /** How many requests were answered with 503. */
  get refused() { return this.#sum(client => client.refused); }

  #sum(count) {
    return this.clients.reduce((sum, client) => sum + count(client), 0);
  }

  async #lifeOfOneServer() {
    const server = await Server.start(this.folder, this.options(this));
    try {
      if (this.kills % 4 === 1) {
        // Clients that do not wait until it is ready; what it acknowledges counts. The golden ratio spreads the moments over the start and a little more.
        const running = this.#runClients(server);
        const isReady = server.healthy().then(() => true, () => false);
        await sleep(this.#startMs * 1.3 * (((this.kills >> 2) + 1) * 0.618034 % 1));
        if (!(await Promise.race([isReady, false]))) this.killsBeforeReady++;
        await server.kill();
        await running;
      } else {
        const begin = Date.now();
        await server.healthy();
        this.#startMs = Date.now() - begin;
        await this.#verify(server);
        await this.#all(client => verifyHistory(server, client.expectations(), recentEvents));
        await this.#all(client => client.sendAgain(server));
        await this.#verify(server);
        await this.whileUsed(async () => {
          const running = this.#runClients(server);
          await sleep(this.random.next() * longestLifeMs);
          await server.kill();
          await running;
        });
      }

      this.kills++;
    } catch (error) {
      error.message += `\nThe server's output:\n${server.output.slice(-4000)}`;
      throw error;
    } finally {
      await server.kill();
    }
  }

  /** Everything is sent, and stays through an orderly stop. */
  async #theEnd() {
    for (const isLast of [false, true]) {
      const server = await Server.startHealthy(this.folder, this.options(this));
      try {
        await this.#verify(server);
        await this.#all(client => client.sendAgain(server));
        await this.#all(client => client.sendWithheld(server));
        await this.#verify(server);
        await this.#all(client => verifyHistory(server, client.expectations()));
        if (!isLast) assert.equal(await server.stop(), 0, server.output);
      } finally {
        await server.kill();
      }
    }
  }

  async #verify(server) {
    const names = await namesOf(server);
    await this.#all(client => client.verify(server, names));
    await this.verifyMore(server, this);
  }

  #runClients(server) {
    const running = this.#all(client => client.run(server));
    // Looked at after the kill; until then a failure is not an unhandled one.
    running.catch(() => {});
    return running;
  }

  #all(act) {
    return Promise.all(this.clients.map(act));
  }
}

export async function namesOf(server) {
  const names = new Set();
  for (let token = ''; token !== undefined;) {
    const { status, body } = await server.ask('GET', `/things?maxResults=250${token && `&nextToken=${encodeURIComponent(token)}`}`);
    assert.equal(status, 200, JSON.stringify(body));
    for (const { thingName } of body.things) names.add(thingName);
    token = body.nextToken;
  }

  return names;
}
