interface Level {
  /** Keys met; undefined for an array. */
  readonly keys: Set<string> | undefined;
  /** Where the level stands: `spec.containers[0]`. */
  readonly path: string;
  /** The key read last, or the index. */
  at: string;
  index: number;
}

const pathOf = (level: Level | undefined): string => {
  if (!level) return '';
  if (!level.keys) return `${level.path}[${level.index}]`;
  return level.path === '' ? level.at : `${level.path}.${level.at}`;
};

/**
 * Fields that stand twice in a good JSON text, as paths. JSON.parse takes the last of each and says nothing.
 * Models: sigs.k8s.io/json strict decoding, duplicateStrictErrType.
 */
export function duplicateFields(text: string): string[] {
  const found = new Set<string>();
  const levels: Level[] = [];
  let isKey = false;
  for (let i = 0; i < text.length; i++) {
    const level = levels.at(-1);
    switch (text[i]) {
      case '{':
      case '[': {
        const keys = text[i] === '{' ? new Set<string>() : undefined;
        levels.push({ keys, path: pathOf(level), at: '', index: 0 });
        isKey = keys !== undefined;
        break;
      }
      case '}':
      case ']':
        levels.pop();
        isKey = false;
        break;
      case ',':
        if (level) level.index++;
        isKey = level?.keys !== undefined;
        break;
      case '"': {
        const start = i;
        for (i++; text[i] !== '"'; i++) if (text[i] === '\\') i++;
        if (!isKey || !level?.keys) break;
        level.at = JSON.parse(text.slice(start, i + 1)) as string;
        if (level.keys.has(level.at)) found.add(pathOf(level));
        level.keys.add(level.at);
        isKey = false;
        break;
      }
      default:
        break;
    }
  }
  return [...found];
}
