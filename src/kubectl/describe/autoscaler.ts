import { at, listAt, numberAt, textAt, type Obj } from '../client.ts';
import { rfc1123z } from '../text/duration.ts';
import type { JsonObject } from '../types.ts';
import { describeEvents } from './events.ts';
import { annotations, labels, nameNamespace } from './metadata.ts';
import { Writer } from './writer.ts';

/** Models: describe.go describeHorizontalPodAutoscalerV2. */
export function describeAutoscaler(hpa: Obj, events: readonly Obj[] | undefined, nowMs: number): string {
  const w = new Writer();
  nameNamespace(w, hpa);
  labels(w, 'Labels', hpa.metadata?.labels);
  annotations(w, 'Annotations', hpa.metadata?.annotations);
  w.field(0, 'CreationTimestamp', rfc1123z(hpa.metadata?.creationTimestamp));
  const target = (key: string): string => textAt(hpa, 'spec', 'scaleTargetRef', key);
  w.field(0, 'Reference', `${target('kind')}/${target('name')}`);
  w.field(0, 'Metrics', '( current / target )');
  const current = listAt(hpa, 'status', 'currentMetrics');
  listAt(hpa, 'spec', 'metrics').forEach((metric, i) => w.write(1, `${metricText(metric, current[i])}\n`));
  w.field(0, 'Min replicas', textAt(hpa, 'spec', 'minReplicas') || '<unset>');
  w.field(0, 'Max replicas', numberAt(hpa, 'spec', 'maxReplicas'));
  if (at(hpa, 'spec', 'behavior')) {
    w.write(0, 'Behavior:\n');
    direction(w, 'Scale Up', at(hpa, 'spec', 'behavior', 'scaleUp'));
    direction(w, 'Scale Down', at(hpa, 'spec', 'behavior', 'scaleDown'));
  }
  const n = (key: string): number => numberAt(hpa, 'status', key);
  w.field(0, `${target('kind')} pods`, `${n('currentReplicas')} current / ${n('desiredReplicas')} desired`);
  const conditions = listAt(hpa, 'status', 'conditions');
  if (conditions.length > 0) {
    w.write(0, 'Conditions:\n');
    w.write(1, 'Type\tStatus\tReason\tMessage\n');
    w.write(1, '----\t------\t------\t-------\n');
  }
  for (const c of conditions)
    w.write(1, `${textAt(c, 'type')}\t${textAt(c, 'status')}\t${textAt(c, 'reason')}\t${textAt(c, 'message')}\n`);
  if (events) describeEvents(w, events, nowMs);
  return w.result();
}

/** `resource cpu on pods  (as a percentage of request):\t5% (10m) / 50%`. */
function metricText(metric: JsonObject, now: JsonObject | undefined): string {
  const type = textAt(metric, 'type');
  const key = type === '' ? '' : type[0]!.toLowerCase() + type.slice(1);
  const about = (...path: string[]): string => textAt(metric, key, ...path);
  const seen = (field: string): string => textAt(now, key, 'current', field) || '<unknown>';
  const average = (): string => `${seen('averageValue')} / ${about('target', 'averageValue')}`;
  const value = (): string => `${seen('value')} / ${about('target', 'value')}`;
  const name = `"${about('metric', 'name')}"`;
  switch (type) {
    case 'External':
      return about('target', 'averageValue')
        ? `${name} (target average value):\t${average()}`
        : `${name} (target value):\t${value()}`;
    case 'Pods':
      return `${name} on pods:\t${average()}`;
    case 'Object': {
      const of = `${name} on ${about('describedObject', 'kind')}/${about('describedObject', 'name')}`;
      return about('target', 'type') === 'AverageValue'
        ? `${of} (target average value):\t${average()}`
        : `${of} (target value):\t${value()}`;
    }
    case 'Resource':
    case 'ContainerResource': {
      const of = type === 'Resource' ? '' : ` of container "${about('container')}"`;
      const what = `resource ${about('name')}${of} on pods`;
      if (about('target', 'averageValue')) return `${what}:\t${average()}`;
      const used = textAt(now, key, 'current', 'averageUtilization');
      const wanted = about('target', 'averageUtilization');
      const usedText = used ? `${used}% (${seen('averageValue')})` : '<unknown>';
      return `${what}  (as a percentage of request):\t${usedText} / ${wanted ? `${wanted}%` : '<auto>'}`;
    }
    default:
      return `<unknown metric type "${type}">`;
  }
}

function direction(w: Writer, title: string, rules: unknown): void {
  if (!rules) return;
  w.write(1, `${title}:\n`);
  const window = textAt(rules, 'stabilizationWindowSeconds');
  if (window) w.write(2, `Stabilization Window: ${window} seconds\n`);
  const policies = listAt(rules, 'policies');
  if (policies.length === 0) return;
  w.write(2, `Select Policy: ${textAt(rules, 'selectPolicy') || 'Max'}\n`);
  w.write(2, 'Policies:\n');
  for (const p of policies)
    w.write(
      3,
      `- Type: ${textAt(p, 'type')}\tValue: ${textAt(p, 'value')}\tPeriod: ${textAt(p, 'periodSeconds')} seconds\n`,
    );
}
