import { invalid, notSupported, required } from '../field.ts';
import { isConfigMapKey, isDns1123Subdomain, isEnvName, isQualifiedName, nameProblems } from '../names.ts';
import { canonicalQuantity } from '../quantity.ts';
import type { FieldError } from '../resource.ts';
import type { Container, IntOrString } from '../types.ts';

type Fields = Record<string, unknown>;
type Variable = NonNullable<Container['env']>[number];

/** Models: validation.go ValidateEnv. */
export function validateEnv(env: readonly Variable[], path: string, errors: FieldError[]): void {
  for (let i = 0; i < env.length; i++) {
    const variable = env[i]!;
    if (!variable.name) errors.push(required(`${path}[${i}].name`));
    else for (const text of isEnvName(variable.name)) errors.push(invalid(`${path}[${i}].name`, variable.name, text));
    if (variable.valueFrom) validateSource(variable, variable.valueFrom, `${path}[${i}].valueFrom`, errors);
  }
}

const envFieldPaths = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];

function validateSource(variable: Variable, source: Fields, path: string, errors: FieldError[]): void {
  let count = 0;
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = source as Record<string, Fields | undefined>;
  if (fieldRef) {
    count++;
    validateFieldRef(fieldRef, envFieldPaths, `${path}.fieldRef`, errors);
  }
  if (resourceFieldRef) {
    count++;
    validateResourceRef(resourceFieldRef, false, `${path}.resourceFieldRef`, errors);
  }
  if (configMapKeyRef) {
    count++;
    validateKeyRef(configMapKeyRef, `${path}.configMapKeyRef`, errors);
  }
  if (secretKeyRef) {
    count++;
    validateKeyRef(secretKeyRef, `${path}.secretKeyRef`, errors);
  }
  if (count === 0)
    errors.push(
      invalid(path, '', 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`'),
    );
  else if (variable.value) errors.push(invalid(path, '', 'may not be specified when `value` is not empty'));
  else if (count > 1) errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
}

function validateKeyRef(ref: Fields, path: string, errors: FieldError[]): void {
  const [name, key] = [(ref['name'] ?? '') as string, (ref['key'] ?? '') as string];
  for (const text of isDns1123Subdomain(name)) errors.push(invalid(`${path}.name`, name, text));
  if (key === '') errors.push(required(`${path}.key`));
  else for (const text of isConfigMapKey(key)) errors.push(invalid(`${path}.key`, key, text));
}

/** Labels of fields the downward API knows. Models: ConvertDownwardAPIFieldLabel. */
const knownFieldPaths = new Set([
  ...envFieldPaths,
  'metadata.annotations',
  'metadata.labels',
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
]);

/** Models: validation.go validateObjectFieldSelector. */
export function validateFieldRef(ref: Fields, allowed: readonly string[], path: string, errors: FieldError[]): void {
  const [version, field] = [(ref['apiVersion'] ?? '') as string, (ref['fieldPath'] ?? '') as string];
  if (version === '') return void errors.push(required(`${path}.apiVersion`));
  if (field === '') return void errors.push(required(`${path}.fieldPath`));
  const at = `${path}.fieldPath`;
  if (version !== 'v1')
    return void errors.push(invalid(at, field, `error converting fieldPath: unsupported pod version: ${version}`));
  const subscripted = /^(.+?)\['(.*)'\]$/s.exec(field);
  const name = field === 'spec.host' ? 'spec.nodeName' : field;
  const isKnown = subscripted ? /^metadata\.(annotations|labels)$/.test(subscripted[1]!) : knownFieldPaths.has(name);
  if (!isKnown) {
    const text = subscripted ? 'field label does not support subscript' : 'field label not supported';
    return void errors.push(invalid(at, field, `error converting fieldPath: ${text}: ${field}`));
  }
  if (subscripted) {
    const key = subscripted[1] === 'metadata.annotations' ? subscripted[2]!.toLowerCase() : subscripted[2]!;
    for (const text of isQualifiedName(key)) errors.push(invalid(path, key, text));
  } else if (!allowed.includes(name)) errors.push(notSupported(at, name, allowed));
}

const resourceNames = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];
const byteDivisors = '1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei';

/** Models: validation.go validateContainerResourceFieldSelector. */
export function validateResourceRef(ref: Fields, inVolume: boolean, path: string, errors: FieldError[]): void {
  const resource = (ref['resource'] ?? '') as string;
  const isHuge = /^(limits|requests)\.hugepages-/.test(resource);
  if (inVolume && !ref['containerName']) errors.push(required(`${path}.containerName`));
  else if (resource === '') errors.push(required(`${path}.resource`));
  else if (!resourceNames.includes(resource) && !isHuge)
    errors.push(notSupported(`${path}.resource`, resource, resourceNames));
  if (!isHuge && !resourceNames.includes(resource)) return;
  const divisor = canonicalQuantity((ref['divisor'] ?? '0') as IntOrString);
  if (divisor === '0') return;
  const fits = resource.endsWith('.cpu') ? ['1m', '1'].includes(divisor) : byteDivisors.split(', ').includes(divisor);
  if (fits) return;
  const text = resource.endsWith('.cpu')
    ? "only divisor's values 1m and 1 are supported with the cpu resource"
    : `only divisor's values ${byteDivisors} are supported with the ${isHuge ? 'hugepages' : resource.endsWith('.memory') ? 'memory' : 'local ephemeral storage'} resource`;
  errors.push(invalid(`${path}.divisor`, resource, text));
}

/** Models: validation.go ValidateEnvFrom. */
export function validateEnvFrom(sources: readonly unknown[], path: string, errors: FieldError[]): void {
  (sources as Fields[]).forEach((source, i) => {
    const prefix = (source['prefix'] ?? '') as string;
    if (prefix !== '') for (const text of isEnvName(prefix)) errors.push(invalid(`${path}[${i}].prefix`, prefix, text));
    const refs = ['configMapRef', 'secretRef'].filter((key) => source[key]);
    for (const key of refs) {
      const name = ((source[key] as Fields)['name'] ?? '') as string;
      if (name === '') errors.push(required(`${path}[${i}].${key}.name`));
      else
        for (const text of nameProblems('subdomain', name, true))
          errors.push(invalid(`${path}[${i}].${key}.name`, name, text));
    }
    if (refs.length === 0) errors.push(invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`'));
    else if (refs.length > 1) errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
  });
}
