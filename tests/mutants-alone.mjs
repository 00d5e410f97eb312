// Runs mutants one by one, each in a test process of its own, after Stryker has run all in one process.
//
//   node ../mutants-alone.mjs MUTATED_BIN REPORT.json NAMESPACE [static|timeout|ID,ID,…]
//
// MUTATED_BIN is a copy of bin/Mutation/net10.0 inside the repository, made while Stryker ran: it puts the unmutated assembly back when it ends.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [bin, report, namespace, which = 'static'] = process.argv.slice(2);
const active = join(mkdtempSync(join(tmpdir(), 'mutant-')), 'active');

function isKilled(id) {
  const number = Buffer.alloc(4);
  number.writeInt32LE(id);
  writeFileSync(active, number);
  try {
    execFileSync('dotnet', [join(bin, 'IotConnectivity.Core.Tests.dll'), '--no-ansi', '--no-progress', '--filter-namespace', namespace], {
      env: { ...process.env, STRYKER_MUTANT_FILE: active, MUTANT_ALONE: '1', TEST_SCALE: '0.001' },
      stdio: 'pipe',
      timeout: 60_000,
    });
    return 'survived';
  } catch (failure) {
    return failure.code === 'ETIMEDOUT' ? 'timeout' : 'killed';
  }
}

if (isKilled(-1) !== 'survived') throw new Error('the tests fail without any mutant');
const counts = {};
for (const [file, { mutants, source }] of Object.entries(JSON.parse(readFileSync(report)).files)) {
  for (const { id, static: isStatic, status, location, replacement } of mutants) {
    if (!['Killed', 'Survived', 'Timeout', 'NoCoverage'].includes(status)) continue;
    if (which === 'static' ? !isStatic : which === 'timeout' ? status !== 'Timeout' : !which.split(',').includes(id)) continue;
    const result = isKilled(Number(id));
    counts[result] = (counts[result] ?? 0) + 1;
    if (result !== 'killed') console.log(`${result} ${id} ${file.split('/').at(-1)}:${location.start.line} ${source.split('\n')[location.start.line - 1].trim()} -> ${replacement}`);
  }
}

console.log(counts);
