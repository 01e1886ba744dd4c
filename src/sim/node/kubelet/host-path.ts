import type { Pod } from '../../../api/types.ts';

/** What lies at a path of a machine. */
export type HostFile = 'directory' | 'file' | 'socket';

interface HostPath {
  readonly path: string;
  readonly type?: string;
}

/**
 * Looks whether a Pod's hostPath volumes are what their types say; `made` remembers what Pods have had made on this machine.
 * Models: pkg/volume/hostpath/host_path.go checkType. Left out: that the parent directory of a file must exist.
 */
export function hostPathProblem(
  pod: Pod,
  made: Map<string, HostFile>,
): { readonly volume: string; readonly problem: string } | undefined {
  for (const volume of pod.spec.volumes ?? []) {
    const source = volume['hostPath'] as HostPath | undefined;
    const problem = source && problemOf(source, made);
    if (problem) return { volume: volume.name, problem };
  }
  return undefined;
}

function problemOf({ path: written, type = '' }: HostPath, made: Map<string, HostFile>): string | undefined {
  const path = written.replace(/(.)\/+$/, '$1');
  const is = foundAt(path) ?? made.get(path);
  const want = wantedBy(type);
  if (!want) {
    // Without a type nothing is checked; the runtime makes a directory where there is nothing.
    if (!is) made.set(path, 'directory');
    return undefined;
  }
  if (is === want.is) return undefined;
  if (is !== undefined || !type.endsWith('OrCreate') || want.is === 'device')
    return `hostPath type check failed: ${path} is not ${want.said}`;
  made.set(path, want.is);
  return undefined;
}

/** What every machine of the model has before any Pod was on it. The lists stand in the function, so that they load when somebody asks. */
function foundAt(path: string): HostFile | undefined {
  const directories =
    '/ /boot /dev /etc /etc/cni/net.d /etc/kubernetes /etc/kubernetes/manifests /etc/kubernetes/pki /etc/ssl/certs /home /lib/modules /mnt /opt /opt/cni/bin /proc /root /run /run/containerd /srv /sys /sys/fs/cgroup /tmp /usr /usr/share/ca-certificates /var /var/lib /var/lib/containerd /var/lib/docker/containers /var/lib/kubelet /var/lib/kubelet/pods /var/log /var/log/containers /var/log/pods /var/run';
  const files = '/etc/hostname /etc/hosts /etc/localtime /etc/machine-id /etc/os-release /etc/resolv.conf';
  if (directories.split(' ').includes(path)) return 'directory';
  if (files.split(' ').includes(path)) return 'file';
  return /^(?:\/var)?\/run\/containerd\/containerd\.sock$/.test(path) ? 'socket' : undefined;
}

function wantedBy(type: string): { readonly is: HostFile | 'device'; readonly said: string } | undefined {
  switch (type) {
    case 'Directory':
    case 'DirectoryOrCreate':
      return { is: 'directory', said: 'a directory' };
    case 'File':
    case 'FileOrCreate':
      return { is: 'file', said: 'a file' };
    case 'Socket':
      return { is: 'socket', said: 'a socket file' };
    case 'CharDevice':
      return { is: 'device', said: 'a character device' };
    case 'BlockDevice':
      return { is: 'device', said: 'a block device' };
    default:
      return undefined;
  }
}
