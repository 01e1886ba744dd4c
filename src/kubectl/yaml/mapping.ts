import { quote } from '../text/go.ts';
import { YamlError, type Mark } from './reader.ts';

/** Collects the pairs of a mapping; `<<` brings in other maps, whose keys give way. */
export class MapBuilder {
  private readonly own: Record<string, unknown> = {};
  private readonly merged: Record<string, unknown>[] = [];

  constructor(private readonly repeated: string[]) {}

  /** `line`: where the value begins, from 0. */
  set(key: unknown, value: unknown, line: number): void {
    if (key === mergeKey) {
      const list = Array.isArray(value) ? value : [value];
      for (const item of list) {
        if (typeof item !== 'object' || item === null || Array.isArray(item))
          throw new YamlError('parser', 'map merge requires map or sequence of maps as the value', nowhere);
        this.merged.push(item as Record<string, unknown>);
      }
      return;
    }
    const text = keyText(key, value);
    if (Object.hasOwn(this.own, text)) this.repeated.push(`line ${line + 1}: key ${goSyntax(key)} already set in map`);
    this.own[text] = value;
  }

  done(): Record<string, unknown> {
    if (this.merged.length === 0) return this.own;
    return Object.assign({}, ...[...this.merged].reverse(), this.own) as Record<string, unknown>;
  }
}

/** The plain key `<<`. */
export const mergeKey = Symbol('merge');

export const nowhere: Mark = { index: 0, line: 0, column: 0 };

/** JSON has only text keys. Models: decode.go mapping, sigs.k8s.io/yaml convertToJSONableObject. */
function keyText(key: unknown, value: unknown): string {
  if (typeof key === 'string') return key;
  if (typeof key === 'number' || typeof key === 'boolean') return String(key);
  if (key === null)
    throw new YamlError(
      'parser',
      `unsupported map key of type: %!s(<nil>), key: <nil>, value: ${goSyntax(value)}`,
      nowhere,
    );
  throw new YamlError('parser', `invalid map key: ${goSyntax(key)}`, nowhere);
}

/** Go's %#v of what YAML decodes into. */
function goSyntax(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (typeof value === 'object')
    return `map[interface {}]interface {}{${Object.entries(value)
      .map(([key, item]) => `${quote(key)}:${goSyntax(item)}`)
      .join(', ')}}`;
  return String(value as number | boolean);
}
