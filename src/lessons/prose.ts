/** The words of a lesson in one language, by anchor (`story`, `task:five`, `hint:five:1`, `predict:fewer`, …). */
export interface Prose {
  readonly title: string;
  readonly sections: Readonly<Record<string, string>>;
}

/** Splits ko.md or en.md at its headings. Inside code fences a `#` is no heading. */
export function readProse(markdown: string): Prose {
  let title = '';
  let anchor: string | undefined;
  let fenced = false;
  const sections: Record<string, string[]> = {};
  for (const line of markdown.split('\n')) {
    if (line.startsWith('```')) fenced = !fenced;
    const heading = fenced ? undefined : /^(#{1,2}) (.+)$/.exec(line);
    if (heading?.[1] === '#') title = heading[2]!.trim();
    else if (heading) sections[(anchor = heading[2]!.trim())] = [];
    else if (anchor !== undefined) sections[anchor]!.push(line);
  }
  return {
    title,
    sections: Object.fromEntries(Object.entries(sections).map(([name, lines]) => [name, lines.join('\n').trim()])),
  };
}

/** A task's text: its first line is the title, a quoted line the button's words, the rest the explanation. */
export interface TaskProse {
  readonly title: string;
  readonly button: string | undefined;
  readonly body: string;
}

export function readTask(text: string): TaskProse {
  const [title = '', ...rest] = text.split('\n');
  const quoted = rest.find((line) => line.startsWith('> '));
  return {
    title,
    button: quoted?.slice(2).trim(),
    body: rest
      .filter((line) => line !== quoted)
      .join('\n')
      .trim(),
  };
}

/**
 * A question: what is asked, the words of each option, and what is said once it is answered. An indented line below an
 * option says why it is not the answer; the option `*` stands for every other.
 */
export interface PredictProse {
  readonly question: string;
  readonly options: Readonly<Record<string, string>>;
  readonly wrong: Readonly<Record<string, string>>;
  readonly reveal: string;
}

export function readPredict(text: string): PredictProse {
  const [asked = '', reveal = ''] = text.split(/^---$/m);
  const options: Record<string, string> = {};
  const wrong: Record<string, string> = {};
  const question = asked.replace(
    /^- `([^`]+)` (.+)\n?((?: {2}.+\n?)*)/gm,
    (_, id: string, words: string, why: string) => {
      if (id === '*') wrong[id] = words.trim();
      else options[id] = words.trim();
      if (why.trim()) wrong[id] = why.trim().replace(/\n +/g, ' ');
      return '';
    },
  );
  return { question: question.trim(), options, wrong, reveal: reveal.trim() };
}
