// curl with --aws-sigv4, and requests that no SDK sends.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { startServer } from './server.mjs';

const run = promisify(execFile);
let server;

async function curl(path, ...args) {
  const { stdout } = await run('curl', [
    '--silent', '--show-error', '--aws-sigv4', 'aws:amz:us-east-1:iot', '--user', 'local-admin:local-admin-secret',
    '--write-out', '\n%{http_code}', ...args, `${server.endpoint}${path}`], { maxBuffer: 1 << 26 });
  const end = stdout.lastIndexOf('\n');
  return { status: Number(stdout.slice(end + 1)), body: JSON.parse(stdout.slice(0, end) || 'null') };
}

before(async () => { server = await startServer(); });
after(() => server?.stop());

test('register, post, ask', async () => {
  assert.equal((await curl('/things/pump-17', '--request', 'POST')).status, 200);
  const posted = await curl('/lifecycle-events?dialect=aws', '--header', 'content-type: application/json', '--data-binary',
    '[{"clientId":"pump-17","eventType":"connected","timestamp":1767168000250,"versionNumber":41,"sessionIdentifier":"s1"}]');
  assert.deepEqual(posted.body, { applied: 1, stale: 0, duplicate: 0, ignored: 0, rejected: [] });
  const status = await curl('/things/pump-17/connectivity-data', '--request', 'POST');
  assert.deepEqual(status, {
    status: 200,
    body: { thingName: 'pump-17', connected: true, timestamp: 1767168000.25, disconnectReason: 'NONE', clientId: 'pump-17' },
  });
});

test('health is open, everything else is not', async () => {
  assert.equal((await fetch(`${server.endpoint}/health`)).status, 200);
  for (const path of ['/things', '/nope', '/jobs', '/lifecycle-events']) {
    const response = await fetch(server.endpoint + path);
    assert.equal(response.status, 403);
    assert.equal(response.headers.get('x-amzn-errortype'), 'MissingAuthenticationTokenException');
    assert.equal(typeof (await response.json()).message, 'string');
  }
});

test('whatever comes in, the answer is JSON with an error name and a request id', async () => {
  const cases = [
    ['/nope', [], 404], ['/jobs', [], 501], ['/things/a/../b', ['--path-as-is'], 400],
    ['/things/x', ['--request', 'POST', '--data-binary', '{"attributePayload":'], 400],
    ['/things/x', ['--request', 'POST', '--data-binary', '{"attributePayload":{"attributes":{"a":1}}}'], 400],
    ['/things/x', ['--request', 'POST', '--data-binary', '[]'], 400],
    ['/things/x', ['--request', 'POST', '--data-binary', '{"thingTypeName":"a","thingTypeName":"b"}'], 400],
    [`/things/${'x'.repeat(129)}`, [], 400], ['/things?maxResults=0', [], 400], ['/things?maxResults=x', [], 400], ['/things?nextToken=zzz', [], 400],
    ['/lifecycle-events?dialect=telegraph', ['--data-binary', '{}'], 400],
    ['/things/x/connectivity-data', ['--request', 'POST', '--data-binary', '{"includeSocketInformation":"true"}'], 400],
    ['/indexing/config', ['--request', 'DELETE'], 404],
  ];
  for (const [path, args, expected] of cases) {
    const { stdout } = await run('curl', ['--silent', '--include', '--aws-sigv4', 'aws:amz:us-east-1:iot', '--user', 'local-admin:local-admin-secret', ...args, server.endpoint + path]);
    const [head, body] = stdout.split('\r\n\r\n').slice(-2);
    assert.match(head, new RegExp(`^HTTP/1.1 ${expected} `), `${path}: ${head}`);
    assert.match(head, /x-amzn-errortype: \w+/i);
    assert.match(head, /x-amzn-requestid: [0-9a-f-]{36}/i);
    assert.equal(typeof JSON.parse(body).message, 'string');
  }
});

test('a body that is too large, a body that ends early and a client that hangs up leave the server up', async () => {
  const large = Buffer.alloc(100 * 1024 * 1024, 0x20);
  const response = await fetch(`${server.endpoint}/lifecycle-events`, { method: 'POST', body: large }).catch(error => error);
  assert.ok(response instanceof Error || [403, 413].includes(response.status));

  const url = new URL(server.endpoint);
  // The server may answer and close, or reset the connection; both are fine, as long as it lives.
  await new Promise(resolve => {
    const socket = connect(Number(url.port), url.hostname, () => {
      socket.write('POST /lifecycle-events HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"clientId"');
      socket.end();
    });
    socket.on('error', resolve);
    socket.on('close', resolve);
    socket.resume();
  });
  await new Promise(resolve => {
    const socket = connect(Number(url.port), url.hostname, () => {
      socket.write('POST /things/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n');
      socket.destroy();
      resolve();
    });
  });
  assert.equal((await fetch(`${server.endpoint}/health`)).status, 200);
});
