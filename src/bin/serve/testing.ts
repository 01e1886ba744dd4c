import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { certificates } from '../../api/certificate-request.ts';
import { shell } from '../../kubectl/shell/index.ts';
import { Cluster } from '../../sim/cluster.ts';
import { certificateControllers } from '../../sim/controllers/certificates/index.ts';
import { lab } from '../../sim/profiles.ts';
import { epochMs } from '../../sim/time.ts';
import { HttpFront, type FrontOptions } from './front.ts';
import { administratorName, kubeconfig } from './kubeconfig.ts';
import { administratorGroups } from './request.ts';

/** Real kubectl binaries on this machine, by minor version (`1.33`); empty where there are none. */
export function realKubectls(): Map<string, string> {
  const found = (process.env['PATH'] ?? '')
    .split(':')
    .map((folder) => join(folder, 'kubectl'))
    .find((path) => existsSync(path));
  const all = new Map<string, string>();
  if (!found) return all;
  const folder = dirname(realpathSync(found));
  for (const name of readdirSync(folder)) {
    const version = /^kubectl\.(1\.\d+)$/.exec(name)?.[1];
    if (version) all.set(version, join(folder, name));
  }
  return all.size > 0 ? all : new Map([['found', found]]);
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A served cluster and how to run a program against it. */
export interface Served {
  readonly front: HttpFront;
  readonly cluster: Cluster;
  readonly url: string;
  readonly folder: string;
  kubectl(binary: string, args: readonly string[], input?: string): Promise<Ran>;
}

/** A served test cluster's story begins this long ago: at speed its clock would pass the wall clock otherwise. */
const startedAgoMs = 3_600_000;

/** Serves a fresh lab cluster on a free port. */
export async function serveLab(options: Partial<FrontOptions> = {}): Promise<Served> {
  const startMs = Date.now() - startedAgoMs - epochMs - lab.bootMs;
  certificates.authority = options.authority;
  const signing = options.authority ? { controllers: certificateControllers } : {};
  const cluster = Cluster.boot({ profile: lab, seed: 7, startMs, programs: { shell }, ...signing });
  const front = new HttpFront(cluster, { speed: 20, ...options });
  const { authority } = options;
  const pair = authority?.client(administratorName, administratorGroups);
  const url = `${authority ? 'https' : 'http'}://127.0.0.1:${await front.listen(0)}`;
  const folder = mkdtempSync(join(tmpdir(), 'wheelhouse-'));
  writeFileSync(join(folder, 'config'), kubeconfig(url, [{ name: administratorName, pair }], authority?.certificate));
  return {
    front,
    cluster,
    url,
    folder,
    kubectl: (binary, args, input) =>
      new Promise((resolve) => {
        const child = execFile(
          binary,
          [...args],
          { cwd: folder, env: { ...process.env, KUBECONFIG: join(folder, 'config'), HOME: folder }, timeout: 30_000 },
          (error, stdout, stderr) => {
            const code = typeof error?.code === 'number' ? error.code : error ? 1 : 0;
            resolve({ code, stdout, stderr });
          },
        );
        child.stdin?.end(input ?? '');
      }),
  };
}
