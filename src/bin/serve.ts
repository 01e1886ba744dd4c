import { writeFileSync } from 'node:fs';
import { shell } from '../kubectl/shell/index.ts';
import { celEngine } from '../lessons/cel-engine.ts';
import { cel } from '../sim/apiserver/index.ts';
import { Cluster } from '../sim/cluster.ts';
import { epochMs } from '../sim/time.ts';
import { HttpFront } from './serve/front.ts';
import { kubeconfig } from './serve/kubeconfig.ts';
import { readOptions, usage } from './serve/options.ts';

/** npm run serve [-- options]: the simulated API server for real clients. */
const args = process.argv.slice(2);
if (args.includes('--help') || args.includes('-h')) {
  console.log(usage);
  process.exit(0);
}
const options = readOptions(args, Date.now());
if ('problem' in options) {
  console.error(`serve: ${options.problem}\n\n${usage}`);
  process.exit(2);
}
const { profile, seed, startUnixMs } = options;
const startMs = startUnixMs - epochMs - profile.bootMs;
cel.engine = celEngine;
const front = new HttpFront(Cluster.boot({ profile, seed, startMs, programs: { shell } }), options);
let port;
try {
  port = await front.listen(options.port);
} catch (error) {
  const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  const why = taken ? 'another program is using it' : error instanceof Error ? error.message : String(error);
  console.error(`serve: cannot listen on port ${options.port} of 127.0.0.1: ${why}`);
  process.exit(1);
}
const server = `http://127.0.0.1:${port}`;
console.log(`Serving Kubernetes API on ${server}`);
if (options.kubeconfig === undefined) console.log(`kubectl --server=${server} get nodes`);
else {
  writeFileSync(options.kubeconfig, kubeconfig(server, options.token), { mode: 0o600 });
  console.log(`kubectl --kubeconfig ${options.kubeconfig} get nodes`);
}
console.log(
  options.anonymous
    ? 'Requests without a credential are system:anonymous.'
    : 'Requests without a credential are those of the administrator, kubernetes-admin.',
);
const stop = (): void => void front.close().then(() => process.exit(0));
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
