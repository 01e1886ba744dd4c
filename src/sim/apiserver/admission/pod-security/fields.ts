import type { Container, PodSpec } from '../../../../api/types.ts';

/** The fields of a securityContext, of a Pod or a container, that the standards look at. */
export interface SecurityContext {
  privileged?: boolean;
  allowPrivilegeEscalation?: boolean;
  runAsNonRoot?: boolean;
  runAsUser?: number;
  procMount?: string;
  capabilities?: { add?: string[]; drop?: string[] };
  seccompProfile?: { type: string };
  appArmorProfile?: { type: string };
  seLinuxOptions?: { type?: string; user?: string; role?: string };
  windowsOptions?: { hostProcess?: boolean };
  sysctls?: { name: string }[];
}

export const contextOf = (of: PodSpec | Container): SecurityContext =>
  ((of as { securityContext?: unknown }).securityContext ?? {}) as SecurityContext;

/** All containers, in upstream's order: those of the start, the main ones, the ephemeral ones. */
export const allContainers = (spec: PodSpec): Container[] => [
  ...(spec.initContainers ?? []),
  ...(spec.containers ?? []),
  ...((spec['ephemeralContainers'] as Container[] | undefined) ?? []),
];

export const quoted = (names: readonly string[]): string => names.map((name) => JSON.stringify(name)).join(', ');
export const sortedSet = (items: readonly string[]): string[] => [...new Set(items)].sort();
export const plural = (one: string, many: string, count: number): string => (count === 1 ? one : many);
/** `container "a"`, `containers "a", "b"`. */
export const containersText = (names: readonly string[]): string =>
  `${plural('container', 'containers', names.length)} ${quoted(names)}`;

export const namesWhere = (
  spec: PodSpec,
  isBad: (context: SecurityContext, container: Container) => boolean,
): string[] =>
  allContainers(spec).flatMap((container) => (isBad(contextOf(container), container) ? [container.name] : []));

/** Who set something bad: `pod`, `container "a"`, or both. */
export function setters(spec: PodSpec, isBad: (context: SecurityContext) => boolean): string | undefined {
  const names = namesWhere(spec, isBad);
  const who = [...(isBad(contextOf(spec)) ? ['pod'] : []), ...(names.length > 0 ? [containersText(names)] : [])];
  return who.length > 0 ? who.join(' and ') : undefined;
}

/** Values that the Pod and its containers give a field. */
export const valuesOf = (spec: PodSpec, read: (context: SecurityContext) => string | undefined): string[] =>
  [spec, ...allContainers(spec)].flatMap((of) => read(contextOf(of)) ?? []);
