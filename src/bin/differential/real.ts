import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Cluster } from '../../sim/cluster.ts';
import { openFront } from './front.ts';
import type { Said } from './compare.ts';

/** The release whose texts are compared: the simulated cluster's own. */
const release = '1.33';

/** A real kubectl of the right release on this machine: in PATH, or beside the one in PATH. */
export function realKubectl(): string | undefined {
  const found = (process.env['PATH'] ?? '')
    .split(':')
    .map((folder) => join(folder, 'kubectl'))
    .find((path) => existsSync(path));
  if (!found) return undefined;
  const folder = dirname(realpathSync(found));
  return readdirSync(folder).includes(`kubectl.${release}`) ? join(folder, `kubectl.${release}`) : undefined;
}

/** As kubeadm writes it; with certificates only where nothing but the file is `shown`, because the front speaks plain HTTP. */
const kubeconfig = (port: number, shown: boolean): string => `apiVersion: v1
clusters:
- cluster:
    ${shown ? 'certificate-authority-data: REFUQQ==\n    ' : ''}server: http://127.0.0.1:${port}
  name: kubernetes
contexts:
- context:
    cluster: kubernetes
    user: kubernetes-admin
  name: kubernetes-admin@kubernetes
current-context: kubernetes-admin@kubernetes
kind: Config
preferences: {}
users:
- name: kubernetes-admin
  user: ${shown ? '{ client-certificate-data: REFUQQ==, client-key-data: REFUQQ== }' : '{}'}
`;

/**
 * A person's machine with the real kubectl: a home whose discovery cache is warm after the first command, and always
 * the same port, because kubectl keeps the cache by address.
 */
export class RealTerminal {
  private readonly home = mkdtempSync(join(tmpdir(), 'wheelhouse-kubectl-'));
  private port = 0;

  constructor(kubectl: string) {
    mkdirSync(join(this.home, 'bin'));
    mkdirSync(join(this.home, '.kube'));
    symlinkSync(kubectl, join(this.home, 'bin/kubectl'));
  }

  /** Runs a line in a shell in a folder with these files, against a cluster of its own. */
  async run(line: string, cluster: Cluster, files: Readonly<Record<string, string>>): Promise<Said> {
    // Another program may have taken the port in between; then the cache starts anew at another one.
    const front = await openFront(cluster, this.port).catch(() => openFront(cluster, 0));
    this.port = front.port;
    writeFileSync(join(this.home, '.kube/config'), kubeconfig(this.port, line.includes('kubectl config')));
    const folder = this.home;
    for (const name of readdirSync(folder))
      if (name !== 'bin' && name !== '.kube') rmSync(join(folder, name), { recursive: true, force: true });
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const said = await this.shell(line, folder);
    await front.close();
    const mend = (text: string): string =>
      text.replaceAll(`http://127.0.0.1:${this.port}`, 'https://127.0.0.1:6443').replaceAll(this.home, '/root');
    return { out: mend(said.out), err: mend(said.err), code: said.code };
  }

  close(): void {
    rmSync(this.home, { recursive: true, force: true });
  }

  private shell(line: string, folder: string): Promise<Said> {
    return new Promise((resolve) => {
      const child = execFile(
        '/bin/sh',
        ['-c', line],
        {
          cwd: folder,
          env: { PATH: `${join(this.home, 'bin')}:/usr/bin:/bin`, HOME: this.home },
          timeout: 20_000,
          maxBuffer: 32 * 1024 * 1024,
        },
        (error, out, err) => resolve({ out, err, code: typeof error?.code === 'number' ? error.code : error ? -1 : 0 }),
      );
      child.stdin?.end();
    });
  }
}
