import { expect, test as base, type Locator, type Page } from '@playwright/test';

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
  async practisesFreely(): Promise<void> {
    await this.opens();
    await this.page.getByRole('button', { name: /^(전체 과정|Course)$/ }).click();
    await this.page.getByRole('button', { name: /^(자유 실습|실습 클러스터|Lab)/ }).first().click();
    await expect(this.terminal()).toBeVisible();
    await expect(this.terminalText()).toContainText('$');
  }

  async startsLesson(title: RegExp): Promise<void> {
    await this.opens();
    await this.page.getByRole('button', { name: /^(전체 과정|Course)$/ }).click();
    await this.page.getByRole('dialog').getByRole('button', { name: title }).first().click();
    await expect(this.page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  }

  graph(): Locator {
    return this.page.getByRole('region', { name: /클러스터 그래프|Cluster graph/ });
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
    await this.page.keyboard.insertText(line);
    await this.page.keyboard.press('Enter');
  }

  /** Replaces everything in the open file, as a paste does. */
  async writes(text: string): Promise<void> {
    const box = this.page.getByRole('textbox', { name: /YAML/ });
    await expect(box).toBeVisible({ timeout: 30_000 });
    await this.page.getByTestId('editor').click();
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.press('Delete');
    await this.page.evaluate((pasted) => {
      const data = new DataTransfer();
      data.setData('text/plain', pasted);
      document.activeElement!.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    }, text);
  }

  async applies(): Promise<void> {
    await this.page.getByTestId('editor').click();
    await this.page.keyboard.press('ControlOrMeta+s');
  }

  /** Lets the story run to its end, whatever the pace: the End key. */
  async seesTheEnd(): Promise<void> {
    await this.graph().click({ position: { x: 6, y: 6 } });
    await this.page.keyboard.press('End');
  }

  /** Pods on screen in a state, as the screen reader's list tells them. */
  pods(state: string): Locator {
    return this.page.getByRole('list', { name: /보이는 파드|Pods/ }).getByRole('button', { name: new RegExp(state) });
  }

  /** How many messages lie behind the play-head and how many there are. */
  async counter(): Promise<{ at: number; all: number }> {
    const text = await this.page.getByText(/(메시지|Message) [\d,]+ \/ [\d,]+/).innerText();
    const [at, all] = [...text.matchAll(/[\d,]+/g)].map((m) => Number(m[0].replaceAll(',', '')));
    return { at: at!, all: all! };
  }
}

export const test = base.extend<{ learner: Learner }>({
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
