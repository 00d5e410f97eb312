// What the server has to say of one thing: the join of the events that it acknowledged, and of any of those that it did not.
const reasons = ['CONNECTION_LOST', 'CLIENT_INITIATED_DISCONNECT', 'MQTT_KEEP_ALIVE_TIMEOUT', 'DUPLICATE_CLIENTID', 'SERVER_ERROR'];

// Connections follow each other in number and in time, so that whatever rule decides, the greatest number is the latest. All lie in what history reaches back to.
const firstStamp = Date.now() - 5 * 24 * 3600 * 1000;

export class ThingModel {
  /** Numbers of the events that were acknowledged since the thing was registered; null while it is not registered. */
  heard = null;
  /** The answer to its registration. */
  registration = null;
  lastBatch = 'none';
  /** Numbers of the events in the last acknowledged batch. */
  lastNumbers = [];
  #sent = 0;
  #sessions = [];

  constructor(name, random) {
    this.name = name;
    this.random = random;
    this.hasTextSessions = random.chance(0.25);
    this.serial = random.hex(4);
  }

  /** Numbers of the next events: 2n is the connect of connection n, 2n + 1 its end. */
  take(count) {
    return Array.from({ length: count }, () => this.#sent++);
  }

  get sent() { return this.#sent; }

  event(number) {
    const connection = number >> 1;
    const session = this.#sessions[connection] ??= this.hasTextSessions ? `session ${connection} of ${this.name}` : uuid(this.random.hex(16));
    const event = { clientId: this.name, timestamp: stampOf(number), sessionIdentifier: session, principalIdentifier: 'p', versionNumber: connection };
    return number % 2 === 0
      ? { ...event, eventType: 'connected', ipAddress: '198.51.100.24' }
      : { ...event, eventType: 'disconnected', clientInitiatedDisconnect: reasonOf(number) === reasons[1], disconnectReason: reasonOf(number) };
  }

  /** What history has to say of an event, as text. */
  transition(number) {
    const { timestamp, sessionIdentifier, versionNumber, eventType, disconnectReason } = this.event(number);
    return JSON.stringify({ timestamp: timestamp / 1000, connected: eventType === 'connected', disconnectReason: disconnectReason ?? 'NONE', sessionIdentifier, versionNumber });
  }

  /** What `connectivity-data` may answer, as text: any of the unacknowledged events may have been heard or not. */
  possibleStatuses(unacknowledged, heard = this.heard) {
    let sets = [heard];
    for (const number of unacknowledged) sets = sets.concat(sets.map(heard => new Set(heard).add(number)));
    return new Set(sets.map(heard => JSON.stringify(statusOf(heard))));
  }
}

/** The part of an answer that the model tells. */
export const told = ({ connected, timestamp, disconnectReason }) => JSON.stringify({ connected, timestamp, disconnectReason });

function statusOf(heard) {
  if (heard.size === 0) return { connected: false, timestamp: undefined, disconnectReason: 'UNKNOWN' };
  const connect = Math.max(...heard) & ~1;
  return heard.has(connect + 1)
    ? { connected: false, timestamp: stampOf(connect + 1) / 1000, disconnectReason: reasonOf(connect + 1) }
    : { connected: true, timestamp: stampOf(connect) / 1000, disconnectReason: 'NONE' };
}

/** When the event with a number happened, in milliseconds. */
export const stampOf = number => firstStamp + number * 100 + (number * 37) % 100;

const reasonOf = number => reasons[(number >> 1) % reasons.length];

const uuid = hex => `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
