// Reads a system-call trace of the server (strace.mjs) and tells of each 200 answer whether what it acknowledges had been synced before.
//
// What a request is about is found by marks (`mark-` and digits) in it. A mark is durable when a frame of the write-ahead log that holds it, all frames up to the commit
// and then a sync of that file were finished (https://sqlite.org/fileformat2.html#walformat).

const frameHeaderBytes = 24;

/** @returns {{ answers: number, marks: number, faults: string[] }} */
export function checkSyncs(trace, walPath) {
  const calls = [...callsOf(trace)];
  const log = new Log(calls.filter(call => call.path === walPath));
  const received = new Map();
  const result = { answers: 0, marks: 0, faults: [] };
  for (const call of calls) {
    if (!call.path.startsWith('socket:')) continue;
    if (call.name.startsWith('recv')) {
      received.set(call.path, (received.get(call.path) ?? '') + call.text);
    } else if (call.text.startsWith('HTTP/1.1 ')) {
      const marks = new Set((received.get(call.path) ?? '').match(/mark-\d+/g));
      received.delete(call.path);
      if (marks.size === 0 || !call.text.startsWith('HTTP/1.1 200 ')) continue;
      result.answers++;
      result.marks += marks.size;
      for (const mark of marks) {
        const fault = log.faultOf(mark, call.begin);
        if (fault) result.faults.push(`line ${call.begin}: the answer about ${mark} was sent before ${fault}`);
      }
    }
  }

  return result;
}

/** The write-ahead log as it was written. */
class Log {
  #frames = [];
  #syncs;

  constructor(calls) {
    this.#syncs = calls.filter(call => call.name.endsWith('sync') && call.result === 0);
    let header;
    for (const call of calls.filter(call => call.name === 'pwrite64')) {
      if (call.bytes.length === frameHeaderBytes) header = call;
      else if (header !== undefined && call.offset === header.offset + frameHeaderBytes) {
        this.#frames.push({ text: call.text, isCommit: header.bytes.readUInt32BE(4) !== 0, end: call.end });
        header = undefined;
      }
    }
  }

  /** What was missing when the answer was sent, or null. */
  faultOf(mark, answered) {
    let fault = 'it was written';
    for (const [i, frame] of this.#frames.entries()) {
      if (frame.end >= answered) break;
      if (!frame.text.includes(mark)) continue;
      const commit = this.#frames.slice(i).find(later => later.isCommit);
      if (commit === undefined || commit.end >= answered) return 'its transaction was written';
      if (this.#syncs.some(sync => sync.begin > commit.end && sync.end < answered)) return null;
      fault = 'the write-ahead log was synced';
    }

    return fault;
  }
}

/** The calls in the order in which they began. A call that others came between stands in two lines. */
function callsOf(trace) {
  const unfinished = new Map();
  const calls = [];
  for (const [number, line] of trace.split('\n').entries()) {
    const [, pid, rest] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (rest === undefined) continue;
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest);
    if (rest.endsWith(' <unfinished ...>')) {
      unfinished.set(pid, { begin: number, head: rest.slice(0, -' <unfinished ...>'.length) });
    } else if (resumed !== null && unfinished.has(pid)) {
      const { begin, head } = unfinished.get(pid);
      unfinished.delete(pid);
      calls.push(callOf(head + resumed[1], begin, number));
    } else {
      calls.push(callOf(rest, number, number));
    }
  }

  // What was never finished was begun all the same: an answer may have gone out.
  for (const { begin, head } of unfinished.values()) calls.push(callOf(head, begin, Infinity));
  return calls.filter(call => call !== null).sort((left, right) => left.begin - right.begin);
}

function callOf(text, begin, end) {
  const [, name, path] = /^(\w+)\(\d+<(.*?)>/.exec(text) ?? [];
  if (name === undefined) return null;
  const bytes = Buffer.concat([...text.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, hex]) => Buffer.from(hex.replaceAll('\\x', ''), 'hex')));
  const [, offset, result] = /(?:, (\d+))?\) += (-?\d+)[^"]*$/.exec(text) ?? [];
  return { name, path: pathOf(path), bytes, text: bytes.toString('latin1'), offset: Number(offset), result: Number(result), begin, end };
}

/** Paths are in hexadecimal digits too. */
const pathOf = text => text.replaceAll(/\\x([0-9a-f]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
