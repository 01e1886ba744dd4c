import type { Call, Command } from '../../command.ts';
import { fail } from '../../errors.ts';
import { helpOf } from '../../help.ts';
import { readConfig, writeConfig, type Config } from '../../kubeconfig.ts';
import { base64Bytes, encodeBase64 } from '../../text/base64.ts';
import { quote } from '../../text/go.ts';
import { print, type JsonObject, type Run } from '../../types.ts';
import { boolFields, bytesFields, fields } from './fields.ts';

/** Prints the command's help and ends it. */
export function* unexpectedArguments(call: Call, word = 'Unexpected'): Run<never> {
  yield* print(helpOf(call.path, call.command));
  return fail(`${word} args: [${call.args.join(' ')}]`);
}

interface Property {
  readonly part: 'clusters' | 'contexts' | 'users' | 'current-context' | 'preferences';
  /** Name of the entry; may hold dots. '' = the whole part. */
  readonly name: string;
  readonly field: string;
}

/** `contexts.dev.namespace` taken apart. Models: kubectl/pkg/cmd/config/navigation_step_parser.go. */
function propertyOf(text: string): Property {
  const [part = '', ...rest] = text.split('.');
  if (part === 'current-context') return { part, name: '', field: '' };
  if (part === 'preferences') return { part, name: '', field: rest.join('.') };
  if (part !== 'clusters' && part !== 'contexts' && part !== 'users')
    return fail(`unable to parse ${text} after [] at api.Config`);
  const end = rest.findIndex((word, i) => i > 0 && fields[part].includes(word));
  if (end < 0) return { part, name: rest.join('.'), field: '' };
  if (end < rest.length - 1)
    fail(`unable to parse ${rest.slice(end).join('.')} after [${[part, ...rest.slice(0, end)].join(' ')}]`);
  return { part, name: rest.slice(0, end).join('.'), field: rest[end]! };
}

const goBool = (text: string): boolean =>
  /^(1|t|T|true|TRUE|True)$/.test(text) ||
  (!/^(0|f|F|false|FALSE|False)$/.test(text) && fail(`strconv.ParseBool: parsing ${quote(text)}: invalid syntax`));

/** Position of the first byte that is no base64. */
function base64Problem(text: string): number {
  const bad = text.search(/[^A-Za-z0-9+/=]/);
  return bad >= 0 ? bad : text.length - (text.length % 4);
}

function valueOf(field: string, text: string, raw: boolean): unknown {
  if (boolFields.has(field)) return goBool(text);
  if (!bytesFields.has(field)) return text;
  if (raw) return encodeBase64(text);
  return base64Bytes(text) === undefined
    ? fail(`error decoding input value: illegal base64 data at input byte ${base64Problem(text)}`)
    : text;
}

/** An entry without empty values. */
const trimmed = (entry: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== '' && value !== false));

const withEntry = (
  config: Config,
  part: 'clusters' | 'contexts' | 'users',
  name: string,
  entry: JsonObject,
): Config => ({
  ...config,
  [part]: new Map([...config[part], [name, trimmed(entry)]]),
});

/** Models: kubectl/pkg/cmd/config/set.go. */
export const setPropertyCommand: Command = {
  name: 'set',
  short: 'Set an individual value in a kubeconfig file',
  examples: '  kubectl config set contexts.dev.namespace team-a',
  use: 'config set PROPERTY_NAME PROPERTY_VALUE',
  completes: 'none',
  flags: [
    {
      name: 'set-raw-bytes',
      type: 'bool',
      help: 'When writing a []byte PROPERTY_VALUE, write the given string directly without base64 decoding.',
    },
  ],
  *run(call) {
    const { args, session, flags } = call;
    if (args.length !== 2) yield* unexpectedArguments(call);
    const [path, value] = args as [string, string];
    const config = readConfig(session);
    const { part, name, field } = propertyOf(path);
    const next = ((): Config => {
      if (part === 'current-context') return { ...config, current: value };
      if (part === 'preferences')
        return { ...config, preferences: { ...config.preferences, [field]: valueOf(field, value, false) } };
      if (field === '') return fail(`can't set a map to a value: map[${name}]`);
      return withEntry(config, part, name, {
        ...config[part].get(name),
        [field]: valueOf(field, value, flags.on('set-raw-bytes')),
      });
    })();
    yield* writeConfig(session, next);
    yield* print(`Property ${quote(path)} set.\n`);
    return 0;
  },
};

/** Models: kubectl/pkg/cmd/config/unset.go. */
export const unsetPropertyCommand: Command = {
  name: 'unset',
  short: 'Unset an individual value in a kubeconfig file',
  examples: '  kubectl config unset current-context',
  use: 'config unset PROPERTY_NAME',
  completes: 'none',
  *run(call) {
    const { args, session } = call;
    if (args.length !== 1) yield* unexpectedArguments(call);
    const config = readConfig(session);
    const { part, name, field } = propertyOf(args[0]!);
    const next = ((): Config => {
      if (part === 'current-context') return { ...config, current: '' };
      if (part === 'preferences') {
        const { [field]: _gone, ...preferences } = config.preferences;
        return { ...config, preferences: field === '' ? {} : preferences };
      }
      if (name === '') return { ...config, [part]: new Map() };
      if (field === '') return { ...config, [part]: new Map([...config[part]].filter(([key]) => key !== name)) };
      const entry = config[part].get(name) ?? fail(`current map key \`${name}\` is invalid`);
      return withEntry(config, part, name, { ...entry, [field]: '' });
    })();
    yield* writeConfig(session, next);
    yield* print(`Property ${quote(args[0]!)} unset.\n`);
    return 0;
  },
};
