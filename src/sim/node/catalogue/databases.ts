import { MiB, type Family } from './types.ts';

const mysqlNoPassword = (at: number) => [
  { atMs: at, text: '{date} [Note] [Entrypoint]: Entrypoint script for MySQL Server 8.4.5-1.el9 started.' },
  { atMs: at + 150, text: "{date} [Note] [Entrypoint]: Switching to dedicated user 'mysql'" },
  { atMs: at + 160, text: '{date} [Note] [Entrypoint]: Entrypoint script for MySQL Server 8.4.5-1.el9 started.' },
  {
    atMs: at + 300,
    text: '{date} [ERROR] [Entrypoint]: Database is uninitialized and password option is not specified',
  },
  { atMs: at + 300, text: '    You need to specify one of the following as an environment variable:' },
  { atMs: at + 300, text: '    - MYSQL_ROOT_PASSWORD' },
  { atMs: at + 300, text: '    - MYSQL_ALLOW_EMPTY_PASSWORD' },
  { atMs: at + 300, text: '    - MYSQL_RANDOM_ROOT_PASSWORD' },
];

export const mysqlFamily: Family = {
  repositories: ['docker.io/library/mysql', 'docker.io/mysql/mysql-server'],
  tags: ['latest', 'lts', 'innovation'],
  tagPattern: /^(?:5(?:\.[67](?:\.\d+)?)?|8(?:\.[04](?:\.\d+)?)?|9(?:\.[0-3](?:\.\d+)?)?)(?:-debian|-oracle)?$/,
  sizeBytes: 233_000_000,
  entrypoint: ['docker-entrypoint.sh'],
  cmd: ['mysqld'],
  hasShell: true,
  executables: ['mysqld', 'mysql', 'mysqladmin', 'bash'],
  behaviour: {
    startMs: 9_000,
    ports: [3306, 33060],
    requires: [
      {
        anyOf: ['MYSQL_ROOT_PASSWORD', 'MYSQL_ALLOW_EMPTY_PASSWORD', 'MYSQL_RANDOM_ROOT_PASSWORD'],
        lines: mysqlNoPassword(10),
        atMs: 400,
        code: 1,
      },
    ],
    lines: [
      { atMs: 10, text: '{date} [Note] [Entrypoint]: Entrypoint script for MySQL Server 8.4.5-1.el9 started.' },
      { atMs: 160, text: "{date} [Note] [Entrypoint]: Switching to dedicated user 'mysql'" },
      { atMs: 300, text: '{date} [Note] [Entrypoint]: Initializing database files' },
      { atMs: 6_000, text: '{date} [Note] [Entrypoint]: Database files initialized' },
      { atMs: 6_010, text: '{date} [Note] [Entrypoint]: Starting temporary server' },
      { atMs: 8_500, text: '{date} [Note] [Entrypoint]: MySQL init process done. Ready for start up.' },
      {
        atMs: 9_000,
        text: "{date} 0 [System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections. Version: '8.4.5'  socket: '/var/run/mysqld/mysqld.sock'  port: 3306  MySQL Community Server - GPL.",
      },
    ],
    onTerm: { afterMs: 1_200, code: 0 },
    memoryBytes: 380 * MiB,
    cpuMilli: 8,
  },
};

export const mariadbFamily: Family = {
  repositories: ['docker.io/library/mariadb'],
  tags: ['latest', 'lts', '10', '10.3', '10.6', '10.11', '11', '11.4', '11.7'],
  sizeBytes: 122_000_000,
  entrypoint: ['docker-entrypoint.sh'],
  cmd: ['mariadbd'],
  hasShell: true,
  executables: ['mariadbd', 'mariadb', 'bash'],
  behaviour: {
    startMs: 5_000,
    ports: [3306],
    requires: [
      {
        anyOf: [
          'MARIADB_ROOT_PASSWORD',
          'MARIADB_ROOT_PASSWORD_HASH',
          'MARIADB_ALLOW_EMPTY_ROOT_PASSWORD',
          'MARIADB_RANDOM_ROOT_PASSWORD',
          'MYSQL_ROOT_PASSWORD',
          'MYSQL_ALLOW_EMPTY_PASSWORD',
          'MYSQL_RANDOM_ROOT_PASSWORD',
        ],
        lines: [
          {
            atMs: 10,
            text: '{date} [Note] [Entrypoint]: Entrypoint script for MariaDB Server 1:11.7.2+maria~ubu2404 started.',
          },
          {
            atMs: 200,
            text: '{date} [ERROR] [Entrypoint]: Database is uninitialized and password option is not specified',
          },
          {
            atMs: 200,
            text: '\tYou need to specify one of MARIADB_ROOT_PASSWORD, MARIADB_ROOT_PASSWORD_HASH, MARIADB_ALLOW_EMPTY_ROOT_PASSWORD and MARIADB_RANDOM_ROOT_PASSWORD',
          },
        ],
        atMs: 250,
        code: 1,
      },
    ],
    lines: [{ atMs: 5_000, text: '{date} 0 [Note] mariadbd: ready for connections.' }],
    onTerm: { afterMs: 900, code: 0 },
    memoryBytes: 100 * MiB,
    cpuMilli: 4,
  },
};

export const postgresFamily: Family = {
  repositories: ['docker.io/library/postgres'],
  tags: ['latest', 'alpine'],
  tagPattern: /^(?:9(?:\.[3-6])?|1[0-7](?:\.\d{1,2})?)(?:-(?:alpine|bookworm|bullseye))?$/,
  sizeBytes: 150_000_000,
  entrypoint: ['docker-entrypoint.sh'],
  cmd: ['postgres'],
  hasShell: true,
  executables: ['postgres', 'psql', 'pg_isready', 'bash'],
  behaviour: {
    startMs: 3_000,
    ports: [5432],
    requires: [
      {
        anyOf: ['POSTGRES_PASSWORD', 'POSTGRES_HOST_AUTH_METHOD=trust'],
        lines: [
          { atMs: 60, text: 'Error: Database is uninitialized and superuser password is not specified.' },
          { atMs: 60, text: '       You must specify POSTGRES_PASSWORD to a non-empty value for the' },
          { atMs: 60, text: '       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".' },
          { atMs: 60, text: '' },
          { atMs: 60, text: '       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all' },
          { atMs: 60, text: '       connections without a password. This is *not* recommended.' },
        ],
        atMs: 80,
        code: 1,
      },
    ],
    lines: [
      { atMs: 100, text: 'The files belonging to this database system will be owned by user "postgres".' },
      { atMs: 2_600, text: 'PostgreSQL init process complete; ready for start up.' },
      { atMs: 3_000, text: '{date} UTC [1] LOG:  database system is ready to accept connections' },
    ],
    onTerm: { afterMs: 200, code: 0 },
    memoryBytes: 40 * MiB,
    cpuMilli: 3,
  },
};

export const redisFamily: Family = {
  repositories: [
    'docker.io/library/redis',
    'registry.k8s.io/redis',
    'docker.io/kubernetes/redis',
    'docker.io/library/valkey',
    'docker.io/bitnami/redis',
  ],
  tags: ['latest', 'alpine', 'e2e', 'v1'],
  tagPattern: /^(?:[2-8](?:\.[024]?(?:\.\d{1,2})?)?)(?:-(?:alpine|bookworm))?$/,
  sizeBytes: 45_200_000,
  entrypoint: ['docker-entrypoint.sh'],
  cmd: ['redis-server'],
  hasShell: true,
  executables: ['redis-server', 'redis-cli'],
  behaviour: {
    startMs: 80,
    ports: [6379],
    lines: [
      { atMs: 30, text: '1:C {date} * oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo' },
      { atMs: 30, text: '1:C {date} * Redis version=8.0.2, bits=64, commit=00000000, modified=0, pid=1, just started' },
      {
        atMs: 30,
        text: '1:C {date} # Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf',
      },
      { atMs: 60, text: '1:M {date} * Running mode=standalone, port=6379.' },
      { atMs: 80, text: '1:M {date} * Server initialized' },
      { atMs: 80, text: '1:M {date} * Ready to accept connections tcp' },
    ],
    portTaken: {
      lines: [
        {
          atMs: 60,
          text: '1:M {date} # Warning: Could not create server TCP listening socket *:{port}: bind: Address already in use',
        },
        { atMs: 60, text: '1:M {date} # Failed listening on port {port} (tcp), aborting.' },
      ],
      exitMs: 65,
    },
    onTerm: { afterMs: 120, code: 0 },
    memoryBytes: 8 * MiB,
    cpuMilli: 3,
  },
};

export const redisFollowerFamily: Family = {
  ...redisFamily,
  repositories: [
    'gcr.io/google_samples/gb-redisslave',
    'gcr.io/google-samples/gb-redis-follower',
    'us-docker.pkg.dev/google-samples/containers/gke/gb-redis-follower',
  ],
  tags: ['v1', 'v2', 'v3', 'latest'],
};

export const mongoFamily: Family = {
  repositories: ['docker.io/library/mongo'],
  tags: ['latest'],
  tagPattern: /^[4-8](?:\.[0-4](?:\.\d{1,2})?)?(?:-(?:noble|jammy|focal))?$/,
  sizeBytes: 275_000_000,
  entrypoint: ['docker-entrypoint.sh'],
  cmd: ['mongod'],
  hasShell: true,
  executables: ['mongod', 'mongosh', 'bash'],
  behaviour: {
    startMs: 1_500,
    ports: [27017],
    lines: [
      {
        atMs: 1_500,
        text: '{"t":{"$date":"{date}"},"s":"I","c":"NETWORK","id":23016,"ctx":"listener","msg":"Waiting for connections","attr":{"port":27017,"ssl":"off"}}',
      },
    ],
    onTerm: { afterMs: 400, code: 0 },
    memoryBytes: 160 * MiB,
    cpuMilli: 8,
  },
};

export const memcachedFamily: Family = {
  repositories: ['docker.io/library/memcached'],
  tags: ['latest', 'alpine', '1', '1.6', '1.6-alpine'],
  sizeBytes: 32_000_000,
  entrypoint: ['docker-entrypoint.sh'],
  cmd: ['memcached'],
  hasShell: true,
  executables: ['memcached'],
  behaviour: { startMs: 40, ports: [11211], onTerm: { afterMs: 30, code: 0 }, memoryBytes: 4 * MiB, cpuMilli: 1 },
};

export const rabbitFamily: Family = {
  repositories: ['docker.io/library/rabbitmq'],
  tags: ['latest', 'alpine', 'management', '3', '3-management', '3.13', '4', '4-management', '4.1'],
  sizeBytes: 108_000_000,
  entrypoint: ['docker-entrypoint.sh'],
  cmd: ['rabbitmq-server'],
  hasShell: true,
  executables: ['rabbitmq-server', 'rabbitmqctl', 'bash'],
  behaviour: {
    startMs: 7_000,
    ports: [5672, 15672],
    lines: [{ atMs: 7_000, text: '{date} [info] <0.9.0> Time to start RabbitMQ: 6540 ms' }],
    onTerm: { afterMs: 1_500, code: 0 },
    memoryBytes: 120 * MiB,
    cpuMilli: 10,
  },
};

/** Many small services that need nothing but to run. */
export const otherServices: Family = {
  repositories: [
    'docker.io/library/elasticsearch',
    'docker.io/library/cassandra',
    'docker.io/library/zookeeper',
    'docker.io/library/consul',
    'docker.io/library/vault',
    'docker.io/library/influxdb',
    'docker.io/library/registry',
    'docker.io/library/nats',
    'docker.io/library/eclipse-mosquitto',
    'gcr.io/google-samples/cassandra',
    'docker.io/minio/minio',
  ],
  tags: ['latest'],
  tagPattern: /^v?[1-9]\d?(?:\.\d+){0,2}(?:-alpine)?$/,
  sizeBytes: 190_000_000,
  entrypoint: ['/docker-entrypoint.sh'],
  cmd: ['serve'],
  hasShell: true,
  behaviour: {
    startMs: 4_000,
    ports: [80, 5000, 8080, 9000, 9042, 9200],
    onTerm: { afterMs: 600, code: 143 },
    memoryBytes: 200 * MiB,
    cpuMilli: 10,
  },
};
