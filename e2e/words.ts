import { readFileSync } from 'node:fs';
import { fill, type Lang, type Values } from '../src/i18n/core.ts';
import { editorEn, editorKo } from '../src/i18n/editor.ts';
import { say } from '../src/i18n/index.ts';
import { insideEn, insideKo } from '../src/i18n/inside.ts';
import { inspectorEn, inspectorKo } from '../src/i18n/inspector.ts';
import { uiEn, uiKo } from '../src/i18n/ui.ts';
import { readPredict, readProse, readTask, type TaskProse } from '../src/lessons/prose.ts';

/** The page's own words, so that a better wording is no failure. What a journey is about is still spelled out in it. */
const all = {
  ko: { ...insideKo, ...inspectorKo, ...editorKo, ...uiKo },
  en: { ...insideEn, ...inspectorEn, ...editorEn, ...uiEn },
};
type Key = keyof (typeof all)['ko'];

export const ko = (key: Key, values?: Values): string => fill(all.ko[key], values);
export const en = (key: Key, values?: Values): string => fill(all.en[key], values);
/** The same in either language: for what every test does. */
export const either = (key: Key): RegExp => new RegExp(`^(?:${escaped(ko(key))}|${escaped(en(key))})$`);
export const told = (key: string): string => say('ko', { key, values: {} });
export const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

interface LessonWords {
  readonly title: string;
  task(id: string): TaskProse;
  option(question: string, id: string): string;
}

export function lesson(id: string, lang: Lang = 'ko'): LessonWords {
  const { title, sections } = readProse(readFileSync(`lessons/${id}/${lang}.md`, 'utf8'));
  const plain = (text: string): string => text.replaceAll(/[*`]/g, '');
  return {
    title: plain(title),
    task(name) {
      const task = readTask(sections[`task:${name}`]!);
      return { ...task, title: plain(task.title) };
    },
    option: (question, option) => plain(readPredict(sections[`predict:${question}`]!).options[option]!),
  };
}
