/** A value without what differs between any two runs, in the words the recordings use for it. */
export function masked(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => masked(item, key));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name]) => !(name === 'time' && 'fieldsType' in value))
        .map(([name, item]) => [name, masked(item, name)]),
    );
  }
  if (key === 'nodePort' && typeof value === 'number' && value >= 30_000) return '<nodePort>';
  if (typeof value !== 'string') return value;
  if (key === 'resourceVersion') return '<rv>';
  return maskedText(value);
}

export const maskedText = (text: string): string =>
  text
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uuid>')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>')
    .replace(/kube-api-access-[a-z0-9]{5}/g, 'kube-api-access-<rand>')
    .replace(/(resourceVersion\\*":\\*")\d+/g, '$1<rv>')
    .replace(/\(0xc[0-9a-f]+\)/g, '(0x<ptr>)')
    // Not the networks (10.0.0.0/24) a manifest names.
    .replace(/(10\.(9[6-9]|10\d|11[01])\.\d+\.\d+|10\.0\.0\.\d+)(?![\d/])/g, '<clusterIP>');

/** Errors about entries of a map come in any order upstream. */
export function sortedErrors(message: string): string {
  const [head, list] = message.split(/ is invalid: (.*)/s);
  if (!list?.startsWith('[')) return message;
  const errors = list.slice(1, -1).split(/, (?=[a-zA-Z.[\]0-9"/-]+: )/);
  return `${head} is invalid: ${errors.sort().join(', ')}`;
}

/** The same object without field ownership. */
export function withoutManagers(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { metadata } = value as { metadata?: Record<string, unknown> };
  if (!metadata || !('managedFields' in metadata)) return value;
  const { managedFields: _, ...rest } = metadata;
  return { ...value, metadata: rest };
}
