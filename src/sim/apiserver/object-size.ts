/** Largest request etcd takes, in bytes. Source: etcd's --max-request-bytes. */
const requestBytesMax = 1.5 * 1024 * 1024;
/** Quotes, colon and comma around a field; a number or a word. */
const aroundBytes = 4;

export const tooLargeText = 'etcdserver: request is too large';

/** Whether etcd would refuse an object for its size. Counts characters: near the limit the real answer hangs on the encoding. */
export function isTooLarge(object: object): boolean {
  let left = requestBytesMax;
  const visit = (value: unknown): void => {
    if (left < 0) return;
    left -= aroundBytes;
    if (typeof value === 'string') left -= value.length;
    else if (typeof value === 'object' && value !== null) {
      for (const key in value) {
        left -= key.length;
        visit((value as Record<string, unknown>)[key]);
      }
    }
  };
  visit(object);
  return left < 0;
}
