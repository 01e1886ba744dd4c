import { forbidden, invalid, notSupported, required } from '../field.ts';
import { isPortName, isPortNumber } from '../names.ts';
import type { FieldError } from '../resource.ts';
import type { Container, IntOrString, Probe } from '../types.ts';

type Fields = Record<string, unknown>;

export const nonNegativeText = 'must be greater than or equal to 0';

export function validateNonNegative(value: number | undefined, path: string, errors: FieldError[]): void {
  if (value !== undefined && value < 0) errors.push(invalid(path, value, nonNegativeText));
}

/** All probes of a regular or sidecar container. Models: validation.go validateLivenessProbe and its siblings. */
export function validateProbes(container: Container, path: string, errors: FieldError[]): void {
  const { livenessProbe, readinessProbe, startupProbe } = container;
  if (livenessProbe) {
    validateProbe(livenessProbe, `${path}.livenessProbe`, errors);
    validateOnce(livenessProbe, `${path}.livenessProbe`, errors);
  }
  if (readinessProbe) {
    validateProbe(readinessProbe, `${path}.readinessProbe`, errors);
    const grace = readinessProbe.terminationGracePeriodSeconds;
    if (grace !== undefined)
      errors.push(
        invalid(`${path}.readinessProbe.terminationGracePeriodSeconds`, grace, 'must not be set for readinessProbes'),
      );
  }
  if (startupProbe) {
    validateProbe(startupProbe, `${path}.startupProbe`, errors);
    validateOnce(startupProbe, `${path}.startupProbe`, errors);
  }
}

function validateOnce(probe: Probe, path: string, errors: FieldError[]): void {
  if (probe.successThreshold !== 1)
    errors.push(invalid(`${path}.successThreshold`, probe.successThreshold, 'must be 1'));
}

const counters = [
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
] as const;

function validateProbe(probe: Probe, path: string, errors: FieldError[]): void {
  validateHandler(probe as unknown as Fields, path, errors);
  for (const counter of counters) {
    const value = probe[counter];
    if (value !== undefined && value < 0) errors.push(invalid(`${path}.${counter}`, value, nonNegativeText));
  }
  const grace = probe.terminationGracePeriodSeconds;
  if (grace !== undefined && grace <= 0)
    errors.push(invalid(`${path}.terminationGracePeriodSeconds`, grace, 'must be greater than 0'));
}

/** What a probe or a lifecycle hook does. `graceSeconds` bounds a sleep. Models: validation.go validateHandler. */
export function validateHandler(handler: Fields, path: string, errors: FieldError[], graceSeconds?: number): void {
  let count = 0;
  const first = (name: string): boolean => {
    if (count > 0) {
      errors.push(forbidden(`${path}.${name}`, 'may not specify more than 1 handler type'));
      return false;
    }
    count++;
    return true;
  };
  const exec = handler['exec'] as { command?: string[] } | undefined;
  if (exec && first('exec') && !exec.command?.length) errors.push(required(`${path}.exec.command`));
  const http = handler['httpGet'] as
    { path?: string; port: IntOrString; scheme?: string; httpHeaders?: { name: string }[] } | undefined;
  if (http && first('httpGet')) {
    if (!http.path) errors.push(required(`${path}.httpGet.path`));
    validatePort(http.port, `${path}.httpGet.port`, errors);
    if (http.scheme !== 'HTTP' && http.scheme !== 'HTTPS')
      errors.push(notSupported(`${path}.httpGet.scheme`, http.scheme ?? '', ['HTTP', 'HTTPS']));
    for (const header of http.httpHeaders ?? []) {
      if (!/^[-A-Za-z0-9]+$/.test(header.name))
        errors.push(invalid(`${path}.httpGet.httpHeaders`, header.name, headerText));
    }
  }
  const tcp = handler['tcpSocket'] as { port: IntOrString } | undefined;
  if (tcp && first('tcpSocket')) validatePort(tcp.port, `${path}.tcpSocket.port`, errors);
  const grpc = handler['grpc'] as { port: IntOrString } | undefined;
  if (grpc && first('grpc')) validatePort(grpc.port, `${path}.grpc.port`, errors);
  const sleep = handler['sleep'] as { seconds: number } | undefined;
  if (sleep && first('sleep') && graceSeconds !== undefined && (sleep.seconds < 0 || sleep.seconds > graceSeconds))
    errors.push(
      invalid(
        `${path}.sleep`,
        sleep.seconds,
        `must be non-negative and less than terminationGracePeriodSeconds (${graceSeconds})`,
      ),
    );
  if (count === 0) errors.push(required(path, 'must specify a handler type'));
}

const headerText =
  "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')";

function validatePort(port: IntOrString, path: string, errors: FieldError[]): void {
  const problems = typeof port === 'number' ? isPortNumber(port) : isPortName(port);
  for (const text of problems) errors.push(invalid(path, port, text));
}
