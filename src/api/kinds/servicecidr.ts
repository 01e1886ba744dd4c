import { age, ageColumn, column, nameColumn } from '../columns.ts';
import { semanticEqual } from '../equal.ts';
import { goQuote, invalid, required, verbatim } from '../field.ts';
import { goStrings } from '../go-syntax.ts';
import { ipFamily, isCidr } from '../ip.ts';
import { immutableText } from '../metadata.ts';
import type { FieldError, ResourceType } from '../resource.ts';
import { allVerbs, clearStatus, keepSpec, keepStatus, statusVerbs } from '../strategy.ts';
import type { KubeObject } from '../types.ts';

interface ServiceCIDR extends KubeObject {
  spec: { cidrs?: string[] };
}

/** Models: pkg/apis/networking/validation/validation.go ValidateServiceCIDR. */
function validate(object: KubeObject): FieldError[] {
  const { cidrs = [] } = (object as ServiceCIDR).spec;
  const path = 'spec.cidrs';
  const shown = verbatim(`networking.ServiceCIDRSpec{CIDRs:${goStrings(cidrs)}}`);
  if (cidrs.length === 0) return [required(path, 'at least one CIDR required')];
  if (cidrs.length > 2) return [invalid(path, shown, 'may only hold up to 2 values')];
  if (cidrs.length === 2 && (!cidrs.every(isCidr) || ipFamily(cidrs[0]!) === ipFamily(cidrs[1]!)))
    return [
      invalid(path, shown, 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64'),
    ];
  return cidrs.flatMap((cidr, i) =>
    isCidr(cidr) ? [] : [invalid(`${path}[${i}]`, cidr, `netip.ParsePrefix(${goQuote(cidr)}): no '/'`)],
  );
}

export const serviceCidrType: ResourceType = {
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'ServiceCIDR',
  plural: 'servicecidrs',
  singular: 'servicecidr',
  shortNames: [],
  categories: [],
  namespaced: false,
  verbs: allVerbs,
  subresources: [{ name: 'status', kind: 'ServiceCIDR', verbs: statusVerbs }],
  etcdPrefix: 'servicecidrs',
  schema: 'io.k8s.api.networking.v1.ServiceCIDR',
  allowUnconditionalUpdate: true,
  hasGeneration: false,
  defaultPropagation: 'Background',
  prepareForCreate: clearStatus,
  prepareForUpdate: keepStatus,
  prepareForStatusUpdate: keepSpec,
  validate,
  validateUpdate(object, old) {
    const [now, before] = [(object as ServiceCIDR).spec.cidrs, (old as ServiceCIDR).spec.cidrs];
    return semanticEqual(now, before) ? [] : [invalid('spec.cidrs', verbatim(goStrings(now)), immutableText)];
  },
  columns: () => [
    nameColumn,
    column(
      'CIDRs',
      'CIDRs defines the IP blocks in CIDR notation (e.g. "192.168.0.0/24" or "2001:db8::/64") from which to assign service cluster IPs. Max of two CIDRs is allowed, one of each IP family. This field is immutable.',
    ),
    ageColumn,
  ],
  row: (object, nowMs) => [
    object.metadata.name,
    ((object as ServiceCIDR).spec.cidrs ?? []).join(','),
    age(object, nowMs),
  ],
};
