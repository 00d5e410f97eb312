// Starts the sample server as a user does, on a free port of 127.0.0.1, and stops it by its process.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('../../samples/ConnectivityServer', import.meta.url));

/** The server as it was built, for starting it without the tool around it. */
export const assembly = fileURLToPath(new URL('../../samples/ConnectivityServer/bin/Release/net10.0/ConnectivityServer.dll', import.meta.url));

export async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

/** `{port}` in an argument stands for the port of the server. The data is in a folder of its own, which goes with the server. */
export async function startServer(...args) {
  const folder = mkdtempSync(join(tmpdir(), 'connectivity-'));
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const child = spawn(
    'dotnet',
    ['run', '-c', 'Release', '--no-build', '--project', project, '--', `--urls=${endpoint}`, `--DataDirectory=${folder}`, ...args.map(arg => arg.replace('{port}', port))],
    { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  let output = '';
  child.stdout.on('data', data => { output += data; });
  child.stderr.on('data', data => { output += data; });
  const stop = async () => {
    if (child.exitCode === null) {
      process.kill(-child.pid, 'SIGTERM');
      await once(child, 'exit');
    }
    rmSync(folder, { recursive: true, force: true });
  };
  for (let attempt = 0; attempt < 300; attempt++) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${output}`);
    try {
      const response = await fetch(`${endpoint}/health`);
      if (response.status === 200) return { endpoint, stop, stdin: child.stdin, output: () => output };
    } catch {
      // Not listening yet.
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  await stop();
  throw new Error(`the server did not become healthy:\n${output}`);
}

/** Asks until the answer is as wanted; for what follows from events of another process. */
export async function until(ask, isRight, what, seconds = 20) {
  let last;
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    last = await ask();
    if (isRight(last)) return last;
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  throw new Error(`${what}: still ${JSON.stringify(last)} after ${seconds} s`);
}
