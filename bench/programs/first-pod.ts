import { Cluster } from '../../src/sim/cluster.ts';
import { shell } from '../../src/kubectl/shell/index.ts';
import { lab } from '../../src/sim/profiles.ts';
import { readyReplicas } from '../world.ts';
import { newSession, packSession } from '../../src/worker/share.ts';

/** A link to the moment at which the first lesson's first Pod is Running: its cluster, its command, nothing else. */
const seed = 7;
const line = 'kubectl create deployment hello --image=hello:v1';
const cluster = Cluster.boot({ profile: lab, seed, programs: { shell } });
const { firstStep, kernel } = cluster;
cluster.command({ type: 'kubectl', line, files: {} });
while (readyReplicas(cluster, 'hello') < 1) if (!kernel.step()) throw new Error('no Pod became Ready');
const session = newSession('lab', seed, 'first-five-minutes');
const commands = [{ step: firstStep, command: { type: 'kubectl' as const, line, files: {} } }];
const link = await packSession({
  ...session,
  branches: [{ id: 1, parent: undefined, commands }],
  at: { branch: 1, step: kernel.steps },
});
console.log(JSON.stringify({ link }));
