import { expect, test as base, type Locator, type Page, type Worker } from '@playwright/test';
import { either, en, ko } from './words.ts';
import type { Session, ToPage, ToWorker } from '../src/worker/protocol.ts';

/** A learner at the page: what a person does and sees, in a person's words. */
export class Learner {
  readonly errors: string[] = [];

  constructor(readonly page: Page) {
    page.on('pageerror', (error) => this.errors.push(String(error)));
  }

  /** Opens the page and waits until the cluster stands there. */
  async opens(path = ''): Promise<void> {
    await this.page.goto(`./${path}`);
    await expect(this.graph()).toBeVisible();
    await expect(this.page.getByRole('button', { name: /w1-k8s|minikube/ }).first()).toBeVisible();
  }

  /** An empty cluster with every panel open. */
  async practisesFreely(cluster: 'lab' | 'solo' = 'lab'): Promise<void> {
    await this.opens();
    await this.page.getByRole('button', { name: either('top.course') }).click();
    await this.page.getByRole('button', { name: either(`course.free.${cluster}`) }).click();
    await expect(this.terminalText()).toContainText('$');
  }

  async startsLesson(title: string): Promise<void> {
    await this.opens();
    await this.page.getByRole('button', { name: either('top.course') }).click();
    await this.page.getByRole('dialog').getByRole('button', { name: title }).click();
    await expect(this.page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  }

  graph(): Locator {
    return this.page.getByRole('region', { name: either('graph.label') });
  }

  terminal(): Locator {
    return this.page.getByTestId('terminal');
  }

  terminalText(): Locator {
    return this.page.locator('.xterm-rows');
  }

  /** Types a line into the terminal. */
  async types(line: string): Promise<void> {
    await this.terminal().click();
    await this.page.keyboard.type(line);
    await this.page.keyboard.press('Enter');
  }

  /** Types Hangul as an input method does: composed first, then put in. */
  async composes(text: string): Promise<void> {
    await this.terminal().click();
    const session = await this.page.context().newCDPSession(this.page);
    for (const syllable of text) {
      await session.send('Input.imeSetComposition', { text: syllable, selectionStart: 1, selectionEnd: 1 });
      await session.send('Input.insertText', { text: syllable });
      // xterm reads a finished syllable in a later task; nobody types the next one before that.
      await this.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 60)));
    }
    await session.detach();
  }

  /** Types a line, lets the story run to its end, and waits for what the terminal shows then. */
  async runs(line: string, prints: string | RegExp): Promise<void> {
    await this.types(line);
    await this.seesTheEnd();
    await expect(this.terminalText()).toContainText(prints);
  }

  editor(): Locator {
    return this.page.getByTestId('editor');
  }

  /** A word of the open file. */
  word(text: string): Locator {
    return this.editor()
      .locator('.view-line span span')
      .filter({ hasText: new RegExp(`^${text}$`) })
      .first();
  }

  async goesToLine(line: number): Promise<void> {
    await this.editor().click();
    await this.page.keyboard.press('ControlOrMeta+Home');
    for (let i = 1; i < line; i++) await this.page.keyboard.press('ArrowDown');
  }

  /** Replaces everything in the open file, as a paste does. */
  async writes(text: string): Promise<void> {
    await expect(this.page.getByRole('textbox', { name: /YAML/ })).toBeAttached();
    await this.editor().click();
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.press('Delete');
    await this.page.evaluate((pasted) => {
      const data = new DataTransfer();
      data.setData('text/plain', pasted);
      document.activeElement!.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
      );
    }, text);
  }

  async applies(): Promise<void> {
    await this.editor().click();
    await this.page.keyboard.press('ControlOrMeta+s');
  }

  /** Lets the story run to its end, whatever the pace: the End key. */
  async seesTheEnd(): Promise<void> {
    // Out of the terminal first: there the key is a key of the line.
    const heading = this.inside().getByRole('heading', { level: 2 });
    if (await heading.isVisible()) await heading.click();
    else await this.graph().click({ position: { x: 6, y: 6 } });
    await this.page.keyboard.press('End');
  }

  /** Presses the play button, unless the story already plays. */
  async plays(): Promise<void> {
    const play = this.page.getByRole('button', { name: either('time.play') });
    if (await play.isVisible()) await play.click();
  }

  /** Opens the inspector on a Pod, with the keyboard's way through the graph. */
  async inspects(pod: RegExp): Promise<void> {
    await this.page.getByRole('button', { name: pod }).first().press('Enter');
    await this.page
      .getByRole('group', { name: /할 수 있는 일|What you can do/ })
      .getByRole('button', { name: either('act.inspect') })
      .click();
  }

  /** Opens the inside of a component by its card. */
  async looksInside(component: string): Promise<void> {
    await this.graph().getByRole('button', { name: component }).first().press('Enter');
    await this.page
      .getByRole('group', { name: component })
      .getByRole('button', { name: either('act.inside') })
      .click();
    await expect(this.inside().getByRole('heading', { level: 2, name: component })).toBeVisible();
  }

  /** The component one has walked into. */
  inside(): Locator {
    return this.page.getByTestId('inside');
  }

  /** Pods on screen in a state, as the screen reader's list tells them. */
  pods(state: string): Locator {
    return this.page.getByRole('list', { name: either('graph.pods') }).getByRole('button', { name: new RegExp(state) });
  }

  /** Names of the Pods on screen, once the list is at rest: it follows the picture a moment later. */
  async podNames(): Promise<string[]> {
    return this.atRest(() => this.podNamesNow());
  }

  /** What two readings in a row agree on. */
  private async atRest<T>(read: () => Promise<T>): Promise<T> {
    for (let before: string | undefined; ;) {
      const now = await read();
      if (before === JSON.stringify(now)) return now;
      before = JSON.stringify(now);
      await this.page.waitForTimeout(400);
    }
  }

  private async podNamesNow(): Promise<string[]> {
    const labels = await this.pods('').evaluateAll((buttons) =>
      buttons.map((button) => button.getAttribute('aria-label') ?? ''),
    );
    return labels.map((label) => /^(?:파드|Pod) ([^,]+),/.exec(label)![1]!).sort();
  }

  /** Speaks to the simulation behind the page, as the page itself does. */
  async tellsWorker(message: ToWorker): Promise<void> {
    await this.worker().evaluate(
      (data) => void setTimeout(() => self.dispatchEvent(new MessageEvent('message', { data }))),
      message,
    );
  }

  /** The simulation's answer to a question. */
  async asksWorker<T extends ToPage['type']>(message: ToWorker, answer: T): Promise<Extract<ToPage, { type: T }>> {
    const said = await this.worker().evaluate(
      ([data, type]) =>
        new Promise((resolve) => {
          const post = self.postMessage.bind(self) as (...values: unknown[]) => void;
          Object.assign(self, {
            postMessage: (...values: [{ type: string }]) => {
              post(...values);
              if (values[0].type === type) resolve(values[0]);
            },
          });
          self.dispatchEvent(new MessageEvent('message', { data }));
        }),
      [message, answer] as const,
    );
    return said as Extract<ToPage, { type: T }>;
  }

  /** The session as this browser keeps it. */
  async session(): Promise<Session> {
    return this.page.evaluate(
      () =>
        new Promise<Session>((resolve, reject) => {
          dispatchEvent(new Event('pagehide')); // What waits to be written is written now.
          const opening = indexedDB.open('wheelhouse');
          opening.onerror = () => reject(opening.error!);
          opening.onsuccess = () => {
            const asking = opening.result.transaction('kv').objectStore('kv').get('session');
            asking.onsuccess = () => resolve((asking.result as { session: Session }).session);
          };
        }),
    );
  }

  private worker(): Worker {
    return this.page.workers().find((worker) => /\/main-[\w-]+\.js$/.test(worker.url()))!;
  }

  /** How many messages lie behind the play-head and how many there are. */
  async counter(): Promise<{ at: number; all: number }> {
    return this.atRest(() => this.counterNow());
  }

  private async counterNow(): Promise<{ at: number; all: number }> {
    const text = await this.page
      .getByText(
        new RegExp(`^(?:${[ko, en].map((word) => word('time.message', { n: '[\\d,]+', all: '[\\d,]+' })).join('|')})$`),
      )
      .innerText();
    const [at, all] = [...text.matchAll(/[\d,]+/g)].map((m) => Number(m[0].replaceAll(',', '')));
    return { at: at!, all: all! };
  }
}

export const test = base.extend<{ learner: Learner }>({
  // Stories at the quickest pace a learner can choose.
  page: async ({ page }, use) => {
    await page.addInitScript(() => {
      localStorage['wheelhouse.prefs'] ??= JSON.stringify({ storySpeed: 4 });
    });
    await use(page);
  },
  learner: async ({ page }, use) => {
    const learner = new Learner(page);
    await use(learner);
    expect(learner.errors).toEqual([]);
  },
});
export { expect };

export const web = (replicas: number, image = 'nginx:1.27'): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: ${replicas}
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: nginx
          image: ${image}
`;
