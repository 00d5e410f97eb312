// Follows the README from top to bottom, as a newcomer does.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

const root = fileURLToPath(new URL('../..', import.meta.url));
const readme = readFileSync(`${root}/README.md`, 'utf8');
const blocks = [...readme.matchAll(/^<!-- (server|run|run: node|shows) -->\n```\w+\n([\s\S]*?)^```$/gm)].map(([, kind, text]) => ({ kind, text }));

test('every command of the README does what the README says', async () => {
  assert.ok(blocks.length >= 5);
  let server;
  let last = '';
  let aliases = '';
  const folder = mkdtempSync(join(tmpdir(), 'connectivity-'));
  try {
    for (const { kind, text } of blocks) {
      if (kind === 'server') {
        server = spawn('bash', ['-c', text], { cwd: root, env: { ...process.env, DataDirectory: folder }, detached: true, stdio: 'ignore' });
        let isUp = false;
        for (let attempt = 0; attempt < 600 && !isUp; attempt++) {
          isUp = await fetch('http://127.0.0.1:5080/health').then(response => response.ok, () => false);
          if (!isUp) await new Promise(resolve => setTimeout(resolve, 200));
        }
        assert.ok(isUp, 'the server answers /health');
      } else if (kind === 'run') {
        const run = spawnSync('bash', ['-c', `shopt -s expand_aliases; set -euo pipefail\n${aliases}\n${text}`], { cwd: root, encoding: 'utf8' });
        assert.equal(run.status, 0, run.stderr);
        assert.ok(!run.stdout.includes('"message"'), run.stdout);
        aliases += text.split('\n').filter(line => line.startsWith('alias ')).join('\n') + '\n';
        last = run.stdout;
      } else if (kind === 'run: node') {
        const file = fileURLToPath(new URL('./readme.example.mjs', import.meta.url));
        writeFileSync(file, text);
        try {
          const run = spawnSync('node', [file], { cwd: root, encoding: 'utf8' });
          assert.equal(run.status, 0, run.stderr);
          assert.match(run.stdout, /^true 2025-12-31T08:00:00.250Z NONE/);
        } finally {
          rmSync(file);
        }
      } else {
        assert.ok(last.trim().endsWith(text.trim()), `${last}\nexpected at its end\n${text}`);
      }
    }
  } finally {
    if (server) process.kill(-server.pid, 'SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  }
});
