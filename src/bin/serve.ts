import { writeFileSync } from 'node:fs';
import { certificates } from '../api/certificate-request.ts';
import { shell } from '../kubectl/shell/index.ts';
import { celEngine } from '../lessons/cel-engine.ts';
import { cel } from '../sim/apiserver/index.ts';
import { Cluster } from '../sim/cluster.ts';
import { certificateControllers } from '../sim/controllers/certificates/index.ts';
import { epochMs } from '../sim/time.ts';
import { HttpFront } from './serve/front.ts';
import { administratorName, kubeconfig } from './serve/kubeconfig.ts';
import { readOptions, usage } from './serve/options.ts';
import { createAuthority } from './serve/pki/authority.ts';
import { administratorGroups } from './serve/request.ts';

/** npm run serve [-- options]: the simulated API server for real clients. */
/** A certificate begins to hold a little before it is made, in ms: clocks differ. */
const clockSkewMs = 300_000;

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
// The wall clock and the cluster's may be years apart: what is signed holds by both.
const authority = options.tls
  ? createAuthority(Math.min(Date.now(), epochMs + startMs) - clockSkewMs, Math.max(Date.now(), startUnixMs))
  : undefined;
certificates.authority = authority;
const signing = authority ? { controllers: certificateControllers } : {};
const front = new HttpFront(Cluster.boot({ profile, seed, startMs, programs: { shell }, ...signing }), {
  ...options,
  authority,
});
let port;
try {
  port = await front.listen(options.port);
} catch (error) {
  const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  const why = taken ? 'another program is using it' : error instanceof Error ? error.message : String(error);
  console.error(`serve: cannot listen on port ${options.port} of 127.0.0.1: ${why}`);
  process.exit(1);
}
const server = `${authority ? 'https' : 'http'}://127.0.0.1:${port}`;
console.log(`Serving Kubernetes API on ${server}`);
if (options.kubeconfig === undefined)
  console.log(
    authority ? 'Nobody can log in by certificate without --kubeconfig FILE.' : `kubectl --server=${server} get nodes`,
  );
else {
  const people = [{ name: administratorName, groups: administratorGroups }, ...options.users];
  const users = people.map(({ name, groups }) => ({ name, pair: authority?.client(name, groups) }));
  users[0] = { ...users[0]!, ...(authority ? {} : { token: options.token }) };
  writeFileSync(options.kubeconfig, kubeconfig(server, users, authority?.certificate), { mode: 0o600 });
  console.log(`kubectl --kubeconfig ${options.kubeconfig} get nodes`);
}
console.log(
  options.anonymous || authority
    ? 'Requests without a credential are system:anonymous.'
    : 'Requests without a credential are those of the administrator, kubernetes-admin.',
);
const stop = (): void => void front.close().then(() => process.exit(0));
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
