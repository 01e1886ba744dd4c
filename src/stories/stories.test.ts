import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { playStory } from './play.ts';

/** Every story, played on the whole cluster. UPDATE_STORIES=1 rewrites the outputs: read the diff before you commit it. */
const folder = dirname(fileURLToPath(import.meta.url));
const update = process.env['UPDATE_STORIES'] === '1';

describe('stories', () => {
  const names = readdirSync(folder).filter((name) => name.endsWith('.story'));
  it.each(names)('%s', (name) => {
    const path = join(folder, name);
    const text = readFileSync(path, 'utf8');
    const played = playStory(text);
    expect(played.broken).toEqual([]);
    if (update) writeFileSync(path, played.text);
    expect(played.text).toBe(update ? played.text : text);
  });

  it('plays twice the same way', () => {
    const text = readFileSync(join(folder, 'deployment-birth.story'), 'utf8');
    expect(playStory(text).hash).toBe(playStory(text).hash);
    expect(playStory(text, {}, 8).hash).not.toBe(playStory(text).hash);
  });
});
