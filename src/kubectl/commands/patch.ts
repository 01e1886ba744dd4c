import { attempt, jsonPatch, mergePatch, pathOf, query, strategicPatch, type Obj } from '../client.ts';
import { fieldManagerFlag, fileFlags, recordFlag, type Command } from '../command.ts';
import { aggregate, fail, failWith, plain, type Problem } from '../errors.ts';
import { dryRunFlag, dryRunOf, printFlags, resultPrinter } from '../print/output.ts';
import { fileName } from '../shell/files.ts';
import { goJson, quote } from '../text/go.ts';
import { findKind } from '../../api/index.ts';
import * as patches from '../../api/patch/index.ts';
import type { Info } from '../builder.ts';
import { apiVersionOf, type Kind } from '../kinds.ts';
import { recordPatch } from '../record.ts';
import { readJson } from '../text/json.ts';
import { print, type Request } from '../types.ts';
import { parseYaml } from '../yaml/parse.ts';
import { targets } from './shared.ts';

const types: Readonly<Record<string, string>> = { json: jsonPatch, merge: mergePatch, strategic: strategicPatch };

/** Models: kubectl/pkg/cmd/patch/patch.go. */
export const patchCommand: Command = {
  name: 'patch',
  short: 'Update fields of a resource',
  use: 'patch (-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE]',
  completes: 'objects',
  flags: [
    ...printFlags,
    ...fileFlags,
    dryRunFlag,
    fieldManagerFlag('kubectl-patch'),
    recordFlag,
    {
      name: 'local',
      type: 'bool',
      help: 'If true, patch will operate on the content of the file, not the server-side resource.',
    },
    { name: 'patch', short: 'p', type: 'string', help: 'The patch to be applied to the resource JSON file.' },
    { name: 'patch-file', type: 'string', help: 'A file containing a patch to be applied to the resource.' },
    {
      name: 'subresource',
      type: 'string',
      help: 'If specified, patch will operate on the subresource of the requested object.',
    },
    {
      name: 'type',
      type: 'string',
      default: 'strategic',
      help: 'The type of patch being provided; one of [json merge strategic]',
    },
  ],
  *run(call) {
    const { flags, session } = call;
    const dryRun = dryRunOf(flags);
    if (flags.text('patch') !== '' && flags.text('patch-file') !== '')
      fail('cannot specify --patch and --patch-file together');
    if (flags.text('patch') === '' && flags.text('patch-file') === '')
      fail('must specify --patch or --patch-file containing the contents of the patch');
    const local = flags.on('local');
    if (local && call.args.length > 0) fail('cannot specify --local and server resources');
    if (local && dryRun === 'server')
      fail('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
    const contentType =
      types[flags.text('type').toLowerCase()] ??
      fail(`--type must be one of [json merge strategic], not ${quote(flags.text('type'))}`);
    const text =
      flags.text('patch') ||
      (session.files[fileName(flags.text('patch-file'))] ??
        fail(`unable to read patch file: open ${flags.text('patch-file')}: no such file or directory`));
    const body = patchBody(text);
    const say = resultPrinter(flags, session.files, 'none');
    const found = yield* targets(call, flags.text('subresource') ? { subresource: flags.text('subresource') } : {});
    const problems: Problem[] = [...found.problems];
    for (const info of found.infos) {
      if ('problem' in body) {
        problems.push(body.problem);
        continue;
      }
      if (dryRun === 'client' || local) {
        const patched = patchedHere(info, contentType, body.value);
        if ('problem' in patched) problems.push(patched.problem);
        else
          yield* print(
            say(patched.object, goJson(info.object) === goJson(patched.object) ? 'patched (no change)' : 'patched'),
          );
        continue;
      }
      const request: Request = {
        method: 'PATCH',
        path: pathOf(info.kind, info.namespace, info.name, flags.text('subresource') || undefined),
        query: query({ fieldManager: flags.text('field-manager'), dryRun: dryRun === 'server' ? 'All' : undefined }),
        headers: { 'content-type': contentType },
        body: body.value,
      };
      const answer = yield* attempt(session, request);
      if ('problem' in answer) problems.push(unsupported(answer.problem, contentType, info.kind) ?? answer.problem);
      else {
        const word = goJson(info.object) === goJson(answer.body) ? 'patched (no change)' : 'patched';
        const note = recordPatch(call);
        const noted = note ? yield* attempt(session, { ...request, ...mergeOf(note) }) : answer;
        yield* print(say('problem' in noted ? answer.body : noted.body, word));
      }
    }
    if (problems.length > 0) failWith(aggregate(problems));
    return 0;
  },
};

/** The server does not know how lists of this kind merge. */
function unsupported(problem: Problem, contentType: string, kind: Kind): Problem | undefined {
  if (problem.type !== 'status' || problem.status.code !== 415) return undefined;
  const text = problem.status.message ?? '';
  return plain(`${contentType} is not supported by ${apiVersionOf(kind)}, Kind=${kind.kind}: ${text}`);
}

const mergeOf = (body: object): Pick<Request, 'headers' | 'body'> => ({
  headers: { 'content-type': mergePatch },
  body,
});

/** JSON goes to the server as it is written, YAML is translated first. What the server would say of broken JSON is said here. */
function patchBody(text: string): { readonly value: unknown } | { readonly problem: Problem } {
  if (/^\s*[{[]/.test(text)) {
    const read = readJson(text);
    if (!('error' in read) && text.slice(read.end).trim() === '') return { value: read.value };
    const yaml = parseYaml(text);
    if (!('problem' in yaml)) return { value: yaml.value };
    return {
      problem: {
        type: 'status',
        status: {
          reason: 'BadRequest',
          code: 400,
          message:
            'error' in read && read.error === 'end'
              ? 'unexpected end of JSON input'
              : 'error decoding patch: invalid JSON',
        },
      },
    };
  }
  const yaml = parseYaml(text);
  return 'problem' in yaml ? fail(`unable to parse ${quote(text)}: ${yaml.problem}`) : { value: yaml.value };
}

/** The patched object without asking the server. Models: patch.go getPatchedJSON. */
function patchedHere(info: Info, contentType: string, body: unknown): { object: Obj } | { problem: Problem } {
  const schema = findKind(apiVersionOf(info.kind), info.kind.kind)?.schema;
  if (contentType === mergePatch) return { object: patches.mergePatch(info.object, body) as Obj };
  if (contentType === strategicPatch && schema === undefined)
    return fail(
      `strategic merge patch is not supported for ${apiVersionOf(info.kind)}, Kind=${info.kind.kind} locally, try --type merge`,
    );
  const made =
    contentType === jsonPatch
      ? patches.jsonPatch(info.object, body)
      : patches.strategicMergePatch(info.object, body, schema!);
  return 'error' in made ? { problem: plain(made.error) } : { object: made.value as Obj };
}
