import { forbidden, invalid, verbatim } from '../field.ts';
import { goStrings } from '../go-syntax.ts';
import type { FieldError } from '../resource.ts';
import type { Service } from '../types.ts';
import { isHeadless, needsClusterIp } from './allocation.ts';
import { needsHealthCheck } from './traffic.ts';
import { validateClusterIps, validateService } from './validate.ts';

/** Models: ValidateServiceUpdate. */
export function validateServiceUpdate(service: Service, old: Service): FieldError[] {
  const errors: FieldError[] = [];
  validateClusterIps(service, errors);
  if (errors.length > 0) return errors;
  validateChanges(service, old, errors);
  const [now, before] = [service.spec, old.spec];
  if (now.type === 'LoadBalancer' && before.type === 'LoadBalancer') {
    const [named, was] = [now['loadBalancerClass'], before['loadBalancerClass']];
    if (named !== was) errors.push(invalid('spec.loadBalancerClass', named, onceSet));
  }
  if (
    needsHealthCheck(service) &&
    needsHealthCheck(old) &&
    now['healthCheckNodePort'] !== before['healthCheckNodePort']
  )
    errors.push(forbidden('spec.healthCheckNodePort', 'field is immutable'));
  return [...errors, ...validateService(service)];
}

const onceSet = 'may not change once set';

/** Addresses and families stay. Models: validateUpgradeDowngradeClusterIPs, validateUpgradeDowngradeIPFamilies. */
function validateChanges(service: Service, old: Service, errors: FieldError[]): void {
  // Going to or from ExternalName starts afresh.
  if (!needsClusterIp(service) || !needsClusterIp(old)) return;
  if (isHeadless(service) && isHeadless(old)) return;
  const [now, before] = [service.spec, old.spec];
  const [ips, was] = [now.clusterIPs ?? [], before.clusterIPs ?? []];
  const path = 'spec.clusterIPs';
  const shown = verbatim(goStrings(now.clusterIPs));
  if (was.length > 0 && ips.length === 0)
    errors.push(invalid(`${path}[0]`, shown, 'primary clusterIP can not be unset'));
  else if (was.length > 0 && was[0] !== ips[0]) errors.push(invalid(`${path}[0]`, shown, onceSet));
  if (was.length === 2 && ips.length === 2 && was[1] !== ips[1]) errors.push(invalid(`${path}[1]`, shown, onceSet));
  const single = now.ipFamilyPolicy === 'SingleStack';
  const release = (what: string): void => {
    if (!single)
      errors.push(
        invalid(
          'spec.ipFamilyPolicy',
          now.ipFamilyPolicy,
          `must be set to 'SingleStack' when releasing the secondary ${what}`,
        ),
      );
  };
  if (was.length > 1 && ips.length === 1) release('clusterIP');
  if (isHeadless(service) !== isHeadless(old)) return;
  const [families, familiesWas] = [now.ipFamilies ?? [], before.ipFamilies ?? []];
  const at = 'spec.ipFamilies[0]';
  if (families.length === familiesWas.length) {
    const list = verbatim(goStrings(families).replace('[]string', '[]core.IPFamily'));
    familiesWas.forEach((family, i) => {
      if (family !== families[i]) errors.push(invalid(at, list, onceSet));
    });
    return;
  }
  if (familiesWas.length > 0 && families.length > 0 && families[0] !== familiesWas[0])
    errors.push(invalid(at, shown, onceSet));
  if (familiesWas.length > 1 && families.length === 1) release('ipFamily');
}
