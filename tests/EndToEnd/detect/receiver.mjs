// Receives what SNS would send to an HTTP endpoint, and behaves as badly as it is told to. It outlives the server.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';

export class Receiver {
  /** What came, whatever was answered: `{ id, type, violationId, thing, time, text, at }`. */
  received = [];
  /** What is done with a request: `take`, `refuse` (503) or `hang` (read, and never answered), or a function that says which. */
  manner = 'take';
  #server;

  static async start() {
    const receiver = new Receiver();
    receiver.#server = createServer((request, response) => receiver.#onRequest(request, response)).listen(0, '127.0.0.1');
    await once(receiver.#server, 'listening');
    receiver.url = `http://127.0.0.1:${receiver.#server.address().port}/alerts`;
    return receiver;
  }

  stop() {
    this.#server.closeAllConnections();
    return new Promise(resolve => { this.#server.close(resolve); });
  }

  /** What came first of each message, by thing and in the order of arrival. That a repeat is the same is checked on the way. */
  firsts() {
    const known = new Map();
    const byThing = new Map();
    for (const alert of this.received) {
      const first = known.get(alert.id);
      if (first !== undefined) {
        assert.equal(alert.text, first.text, `message ${alert.id} came again as another`);
        continue;
      }

      known.set(alert.id, alert);
      byThing.set(alert.thing, [...byThing.get(alert.thing) ?? [], alert]);
    }

    return byThing;
  }

  async #onRequest(request, response) {
    const chunks = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch {
      // The server was killed while it sent.
      return;
    }

    const { MessageId: id, Message: text } = JSON.parse(Buffer.concat(chunks));
    const manner = typeof this.manner === 'function' ? this.manner() : this.manner;
    if (manner !== 'refuse') {
      const { violationEventType: type, violationId, thingName: thing, violationEventTime: time } = JSON.parse(text);
      this.received.push({ id, type, violationId, thing, time, text, at: Date.now() });
    }

    if (manner === 'hang') return;
    response.statusCode = manner === 'take' ? 200 : 503;
    response.end();
  }
}
