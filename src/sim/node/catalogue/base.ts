import { MiB, type Behaviour, type Family } from './types.ts';

/** What a shell or interpreter without input does: it reads end-of-file and leaves with 0, at once. */
const endsAtOnce: Behaviour = {
  startMs: 0,
  ports: [],
  exit: { atMs: 20, code: 0 },
  onTerm: 'ignored',
  memoryBytes: 1 * MiB,
  cpuMilli: 0,
};

const base = (
  repositories: readonly string[],
  sizeBytes: number,
  cmd: readonly string[],
  tagPattern: RegExp,
  more: Partial<Family> = {},
): Family => ({
  repositories,
  tags: ['latest'],
  tagPattern,
  sizeBytes,
  entrypoint: [],
  cmd,
  hasShell: true,
  behaviour: endsAtOnce,
  ...more,
});

export const baseFamilies: readonly Family[] = [
  base(
    [
      'docker.io/library/busybox',
      'registry.k8s.io/busybox',
      'gcr.io/google-containers/busybox',
      'docker.io/radial/busyboxplus',
    ],
    2_160_000,
    ['sh'],
    /^(?:1(?:\.[23]\d(?:\.\d)?)?|stable|curl|glibc|musl|uclibc|unstable)(?:-(?:glibc|musl|uclibc))?$/,
    { executables: ['curl'] },
  ),
  base(['docker.io/library/alpine'], 3_640_000, ['/bin/sh'], /^(?:3(?:\.\d{1,2}(?:\.\d)?)?|edge)$/),
  base(
    ['docker.io/library/debian', 'docker.io/library/ubuntu'],
    29_700_000,
    ['bash'],
    /^(?:bookworm|bullseye|buster|trixie|jammy|noble|focal|stable|1[0-3](?:\.\d+)?|2[0-5]\.(?:04|10))(?:-slim)?$/,
    { executables: ['bash', 'apt-get'] },
  ),
  base(
    [
      'docker.io/library/centos',
      'docker.io/library/fedora',
      'docker.io/library/rockylinux',
      'docker.io/library/almalinux',
      'docker.io/library/amazonlinux',
    ],
    72_000_000,
    ['/bin/bash'],
    /^(?:[78]|9|3[5-9]|4[0-2]|20(?:18|23)(?:\.\d.*)?)$/,
    { executables: ['bash'] },
  ),
  base(['docker.io/library/bash'], 6_200_000, ['bash'], /^[345](?:\.\d(?:\.\d+)?)?$/, {
    executables: ['bash'],
    entrypoint: ['docker-entrypoint.sh'],
  }),
  base(['docker.io/library/perl'], 336_000_000, ['perl', '-de0'], /^5(?:\.\d{1,2}(?:\.\d)?)?(?:-slim)?$/, {
    executables: ['perl', 'bash'],
  }),
  base(
    ['docker.io/library/node'],
    388_000_000,
    ['node'],
    /^(?:0\.10\.40|lts|current|slim|alpine|(?:1[02468]|2[0-4])(?:\.\d+){0,2})(?:-(?:alpine|slim|bookworm|bullseye))?$/,
    { entrypoint: ['docker-entrypoint.sh'], executables: ['node', 'npm', 'bash'] },
  ),
  base(
    ['docker.io/library/python'],
    365_000_000,
    ['python3'],
    /^(?:[23]|slim|alpine|3\.(?:[6-9]|1[0-4])(?:\.\d+)?)(?:-(?:alpine|slim|bookworm|bullseye))?$/,
    { executables: ['python', 'python3', 'pip', 'bash'] },
  ),
  base(
    [
      'docker.io/library/golang',
      'docker.io/library/rust',
      'docker.io/library/ruby',
      'docker.io/library/php',
      'docker.io/library/gcc',
      'docker.io/library/openjdk',
      'docker.io/library/eclipse-temurin',
      'docker.io/library/maven',
    ],
    290_000_000,
    ['bash'],
    /^[0-9][\w.-]*$|^(?:alpine|slim|cli|fpm)$/,
    { executables: ['bash', 'go', 'java', 'php', 'ruby', 'cargo'] },
  ),
  base(
    [
      'docker.io/curlimages/curl',
      'docker.io/bitnami/kubectl',
      'docker.io/nicolaka/netshoot',
      'docker.io/praqma/network-multitool',
      'docker.io/wbitt/network-multitool',
      'docker.io/rancher/kubectl',
    ],
    21_500_000,
    ['sh'],
    /^v?\d+(?:\.\d+){0,2}$/,
    { executables: ['curl', 'kubectl', 'bash'] },
  ),
  base(['docker.io/library/hello-world'], 10_100, ['/hello'], /^(?:linux|nanoserver)$/, {
    hasShell: false,
    behaviour: {
      ...endsAtOnce,
      lines: [
        { atMs: 5, text: '' },
        { atMs: 5, text: 'Hello from Docker!' },
        { atMs: 5, text: 'This message shows that your installation appears to be working correctly.' },
      ],
    },
  }),
  base(['docker.io/docker/whalesay'], 90_000_000, ['bash'], /^latest$/),
];

/** Load makers: their flags say how much memory and CPU they take (`program.ts` reads them). */
export const stressFamily: Family = {
  repositories: [
    'docker.io/polinux/stress',
    'docker.io/vish/stress',
    'docker.io/progrium/stress',
    'docker.io/polinux/stress-ng',
  ],
  tags: ['latest', '1.0.4', '1'],
  sizeBytes: 4_600_000,
  entrypoint: [],
  cmd: ['stress'],
  hasShell: true,
  executables: ['stress', 'stress-ng'],
  behaviour: { startMs: 100, ports: [], onTerm: { afterMs: 20, code: 143 }, memoryBytes: 2 * MiB, cpuMilli: 1 },
};
