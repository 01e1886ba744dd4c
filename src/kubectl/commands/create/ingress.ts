import type { Command } from '../../command.ts';
import { fail } from '../../errors.ts';
import { createFlags, createObject, nameArgument } from './shared.ts';

/** `foo.com/bar*=svc:8080,tls=cert`. */
const rulePattern = /^([\w*\-.]*)(\/.*)=([\w-]+):([\w-]+)(?:,(tls)=?([\w-]+)?)?/;

const service = (name: string, port: string): object => ({
  service: { name, port: /^\d+$/.test(port) ? { number: Number(port) } : { name: port } },
});

/** Models: kubectl/pkg/cmd/create/create_ingress.go. */
export const ingressCommand: Command = {
  name: 'ingress',
  aliases: ['ing'],
  short: 'Create an ingress with the specified name',
  use: 'create ingress NAME --rule=host/path=service:port[,tls[=secret]] ',
  completes: 'none',
  flags: [
    ...createFlags,
    {
      name: 'annotation',
      type: 'array',
      help: 'Annotation to insert in the ingress object, in the format annotation=value',
    },
    { name: 'class', type: 'string', help: 'Ingress Class to be used' },
    { name: 'default-backend', type: 'string', help: 'Default service for backend, in format of svcname:port' },
    {
      name: 'rule',
      type: 'array',
      help: "Rule in format host/path=service:port[,tls=secretname]. Paths containing the leading character '*' are considered pathType=Prefix. tls argument is optional.",
    },
  ],
  *run(call) {
    const { flags } = call;
    const name = nameArgument(call);
    const [rules, backend] = [flags.list('rule'), flags.text('default-backend')];
    if (rules.length === 0 && backend === '')
      fail(
        'not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)',
      );
    for (const rule of rules)
      if (!rulePattern.test(rule))
        fail(`rule ${rule} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`);
    const annotations: Record<string, string> = {};
    for (const text of flags.list('annotation')) {
      const equals = text.indexOf('=');
      if (equals < 0) fail(`annotation ${text} is invalid and should be in format key=[value]`);
      annotations[text.slice(0, equals)] = text.slice(equals + 1);
    }
    const parts = backend.split(':');
    if (backend !== '' && parts.length !== 2) fail('default-backend should be in format servicename:serviceport');
    const tls = tlsOf(rules);
    return yield* createObject(
      call,
      'ingresses',
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: {
          ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
          creationTimestamp: null,
          name,
        },
        spec: {
          ...(backend === '' ? {} : { defaultBackend: service(parts[0]!, parts[1]!) }),
          ...(flags.text('class') === '' ? {} : { ingressClassName: flags.text('class') }),
          ...(rules.length > 0 ? { rules: rulesOf(rules) } : {}),
          ...(tls.length > 0 ? { tls } : {}),
        },
        status: { loadBalancer: {} },
      },
      'failed to create ingress: ',
    );
  },
};

/** One rule per host, in the order in which hosts come first. */
function rulesOf(rules: readonly string[]): object[] {
  const hosts = new Map<string, object[]>();
  for (const rule of rules) {
    const [, host = '', path = '', name = '', port = ''] = rulePattern.exec(rule)!;
    const prefix = path.endsWith('*');
    const paths = hosts.get(host) ?? [];
    paths.push({
      backend: service(name, port),
      path: prefix ? path.slice(0, -1) : path,
      pathType: prefix ? 'Prefix' : 'Exact',
    });
    hosts.set(host, paths);
  }
  return [...hosts].map(([host, paths]) => ({ ...(host === '' ? {} : { host }), http: { paths } }));
}

function tlsOf(rules: readonly string[]): object[] {
  const bySecret = new Map<string, string[]>();
  for (const rule of rules) {
    const [, host = '', , , , tls, secret = ''] = rulePattern.exec(rule)!;
    if (!tls) continue;
    const hosts = bySecret.get(secret) ?? [];
    if (host !== '' && !hosts.includes(host)) hosts.push(host);
    bySecret.set(secret, hosts);
  }
  return [...bySecret].map(([secretName, hosts]) => ({
    ...(hosts.length > 0 ? { hosts } : {}),
    ...(secretName === '' ? {} : { secretName }),
  }));
}
