import { shell } from '../kubectl/shell/index.ts';
import { Cluster } from '../sim/cluster.ts';
import { profileById } from '../sim/profiles.ts';
import { HttpFront } from './http-front.ts';

/** npm run serve [-- --port 8001 --profile lab --seed 7 --speed 1|max]: the simulated API server for real clients. */
function option(name: string, fallback: string): string {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? (process.argv[at + 1] ?? fallback) : fallback;
}

const profile = profileById(option('profile', 'lab'));
if (!profile) {
  console.error(`unknown profile ${option('profile', 'lab')}: lab, solo or large-N`);
  process.exit(1);
}
/** `max`: a minute of virtual time per real second. */
const speed = option('speed', '1') === 'max' ? 60 : Number(option('speed', '1'));
const front = new HttpFront(Cluster.boot({ profile, seed: Number(option('seed', '7')), programs: { shell } }), speed);
try {
  const port = await front.listen(Number(option('port', '8001')));
  console.log(`Serving Kubernetes API on http://127.0.0.1:${port}`);
  console.log(`kubectl --server=http://127.0.0.1:${port} get nodes`);
} catch (error) {
  console.error(
    `cannot listen on port ${option('port', '8001')}: ${error instanceof Error ? error.message : String(error)}`,
  );
  process.exit(1);
}
process.on('SIGINT', () => void front.close().then(() => process.exit(0)));
process.on('SIGTERM', () => void front.close().then(() => process.exit(0)));
