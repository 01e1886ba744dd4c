const titles = import.meta.glob('/lessons/*/*.md', {
  import: 'default',
  query: '?title',
  eager: true,
}) as Readonly<Record<string, string>>;

/** A lesson's title for lists of lessons: the build reads it from the prose, which would be long to fetch for all. */
export const lessonTitle = (id: string, lang: 'ko' | 'en'): string => titles[`/lessons/${id}/${lang}.md`] ?? id;
