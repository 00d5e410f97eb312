// The built server as one process that can be killed and started again on its folder. Callers have a bearer token, so that no SDK is needed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { assembly, freePort } from '../server.mjs';

const token = 'boss-token-0123456789';
const principal = [
  '--Principals:0:AccessKeyId=boss', '--Principals:0:SecretAccessKey=boss-secret', `--Principals:0:BearerToken=${token}`,
  `--Principals:0:PolicyFiles:0=${join(dirname(assembly), 'policies', 'local-admin.json')}`,
];

export const sleep = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

export const databaseIn = folder => join(folder, 'connectivity.db');

/** Gives the act a folder of its own by its real path, and removes it afterwards unless the act failed. */
export async function inFolder(act) {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'connectivity-durability-')));
  try {
    await act(folder);
  } catch (error) {
    error.message += `\nThe files are left in ${folder}.`;
    throw error;
  }

  await rm(folder, { recursive: true });
}

export class Server {
  #child;
  #closed;
  #isTraced;
  output = '';

  /** Starts and does not wait. `tracer` is a command that the server is the last argument of; `env` is added to the environment. */
  static async start(folder, { args = [], env = {}, tracer = [] } = {}) {
    const server = new Server();
    const port = await freePort();
    server.endpoint = `http://127.0.0.1:${port}`;
    const [command, ...rest] = [...tracer, 'dotnet', assembly, `--DataDirectory=${folder}`, `--urls=${server.endpoint}`, ...principal, ...args];
    server.#child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    for (const stream of [server.#child.stdout, server.#child.stderr]) stream.on('data', data => { server.output += data; });
    server.#isTraced = tracer.length > 0;
    server.#closed = once(server.#child, 'close');
    return server;
  }

  static async startHealthy(folder, options) {
    const server = await Server.start(folder, options);
    await server.healthy();
    return server;
  }

  get pid() { return this.#child.pid; }

  get hasEnded() { return this.#child.exitCode !== null || this.#child.signalCode !== null; }

  /** Waits until the server says that it is ready. */
  async healthy(seconds = 60) {
    for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(10)) {
      if (this.hasEnded) throw new Error(`the server ended with ${this.#child.exitCode ?? this.#child.signalCode} instead of becoming healthy:\n${this.output}`);
      const status = await fetch(`${this.endpoint}/health`).then(async response => (await response.text(), response.status), () => 0);
      if (status === 200) return;
    }

    this.#signal('SIGKILL');
    throw new Error(`the server did not become healthy in ${seconds} s:\n${this.output}`);
  }

  /** Answers `{ status, error, body }`; throws when the connection breaks before the whole answer is there. */
  async ask(method, path, body, type = 'application/json') {
    const response = await fetch(this.endpoint + path, {
      method, body, headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': type }) },
    });
    const text = await response.text();
    return { status: response.status, error: response.headers.get('x-amzn-errortype'), body: text === '' ? {} : JSON.parse(text) };
  }

  ingest(events) {
    return this.ask('POST', '/lifecycle-events', events.map(event => JSON.stringify(event)).join('\n'), 'application/x-ndjson');
  }

  status(thing) {
    return this.ask('POST', `/things/${thing}/connectivity-data`);
  }

  /** Ends the process as a power cut does: it is not told. */
  async kill() {
    this.#signal('SIGKILL');
    await this.#closed;
  }

  /** Asks the process to stop, waits, and answers its exit code. */
  stop() {
    this.#signal('SIGTERM');
    return this.ended();
  }

  /** Waits until the process ends by itself and answers its exit code. */
  async ended(seconds = 60) {
    const tooLong = setTimeout(() => this.#signal('SIGKILL'), seconds * 1000);
    const [code, signal] = await this.#closed;
    clearTimeout(tooLong);
    if (signal === 'SIGKILL') throw new Error(`the server was still running after ${seconds} s:\n${this.output}`);
    return code;
  }

  /** A tracer passes no signal on, so its child is sent it. The tracer ends after that. */
  #signal(signal) {
    if (this.hasEnded) return;
    const traced = this.#isTraced ? readFileSync(`/proc/${this.pid}/task/${this.pid}/children`, 'utf8').trim() : '';
    process.kill(traced === '' ? this.pid : Number(traced), signal);
  }
}
